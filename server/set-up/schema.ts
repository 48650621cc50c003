import { z } from "zod";
import { newOwner } from "../administrator/schema.ts";
import { newPassword } from "../credential/schema.ts";
import { rowId } from "../input/schema.ts";
import { settingsChange } from "../setting/schema.ts";

/** The wizard's pages, in this order. */
export const setUpSteps = ["owner", "server", "mail", "try", "programs"] as const;
export type SetUpStep = (typeof setUpSteps)[number];

export const firstOwner = newOwner.extend({ token: z.string().min(1) });

/** The host name, saved by itself or on the way to the next page. */
export const serverName = settingsChange.pick({ hostname: true }).extend({ next: z.literal("mail").optional() });

export const portChange = z.object({
  id: rowId,
  port: z.coerce
    .number("A port is a number from 1 to 65535.")
    .int("A port is a whole number.")
    .min(1, "A port is a number from 1 to 65535.")
    .max(65_535, "A port is a number from 1 to 65535."),
});
export type PortChange = z.output<typeof portChange>;

export const firstAccount = z.object({
  address: z.string().trim().min(1, "Type an address, such as ann@example.org."),
  password: newPassword,
});
export type FirstAccount = z.output<typeof firstAccount>;

export const nothing = z.object({});

export interface ClientSettings {
  readonly hostname: string;
  /** TLS from the first octet; null where no listener offers it. */
  readonly tlsPort: number | null;
  /** STLS. */
  readonly stlsPort: number | null;
}
