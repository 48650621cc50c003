import { z } from "zod";
import { rowId } from "../input/schema.ts";
import { oneNetwork } from "../network/schema.ts";

/** What may be allowed in spite of a policy. */
export const exceptionPolicies = ["cleartext"] as const;
export type ExceptionPolicy = (typeof exceptionPolicies)[number];

/** How long one lasts; "until" says it in `endsAt`. */
export const durations = { "2h": 2, "1d": 24, "7d": 7 * 24, "30d": 30 * 24 } as const;
export const lastings = ["2h", "1d", "7d", "30d", "until"] as const;
export type Lasting = (typeof lastings)[number];

const reason = z
  .string()
  .trim()
  .max(200, "A reason has at most 200 characters.")
  .regex(/^\P{Cc}*$/u, "A reason holds no line breaks.")
  .default("");

/** Form fields that were not shown are sent empty. */
const typed = z.string().trim().optional();

export const newException = z
  .object({
    policy: z.enum(exceptionPolicies).default("cleartext"),
    /** Only on this listener; absent: on all. */
    listenerId: z.union([z.literal("").transform(() => undefined), rowId]).optional(),
    whom: z.enum(["network", "account"]),
    network: typed,
    /** Address of an account. */
    address: typed,
    reason,
    lasts: z.enum(lastings, "Say how long it lasts."),
    /** For "until": an instant, with its offset or in the zone beside it. */
    endsAt: typed,
    zone: z.string().optional(),
  })
  .transform((given, context) => {
    const refuse = (field: string, message: string) =>
      void context.addIssue({ code: "custom", path: [field], message });
    if (given.whom === "account") {
      if (!given.address) refuse("address", "Type the account's address.");
      return { ...given, network: undefined };
    }
    const network = oneNetwork.safeParse(given.network ?? "");
    if (!network.success) refuse("network", network.error.issues[0]?.message ?? "Type a network.");
    return { ...given, network: network.data, address: undefined };
  });
export type NewException = z.input<typeof newException>;
export interface ExceptionView {
  readonly id: number;
  readonly policy: ExceptionPolicy;
  /** Null: every listener. */
  readonly listenerId: number | null;
  readonly listenerName: string | null;
  /** One of both. */
  readonly network: string | null;
  readonly accountId: number | null;
  readonly address: string | null;
  readonly reason: string;
  readonly createdAt: Date;
  readonly endsAt: Date;
  /** Ended by somebody before its time. */
  readonly endedAt: Date | null;
  readonly state: "in-force" | "expired" | "ended";
}
