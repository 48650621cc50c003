import "server-only";
import { randomBytes } from "node:crypto";
import { redirect, unstable_rethrow } from "next/navigation";
import type { z } from "zod";
import { DomainError, type ErrorCode } from "#server/errors.ts";
import type { ActionResult } from "#server/form/schema.ts";

/** What the console does with each refusal; its sentence is written where it is thrown. */
const doors = {
  invalid: "tell",
  "not-found": "tell",
  "already-exists": "tell",
  "in-use": "tell",
  "not-allowed": "tell",
  "not-signed-in": "sign-in",
  "mailbox-unknown": "tell",
  "mailbox-disabled": "tell",
  "over-quota": "tell",
  "over-quota-final": "tell",
  storage: "tell-and-log",
  "lock-lost": "tell",
  "daemon-away": "tell",
  configuration: "tell-and-log",
} satisfies Record<ErrorCode, "tell" | "tell-and-log" | "sign-in">;

/** Parses the form by its schema, runs the change, and turns what went wrong into an answer that stands beside the field. */
export async function answerForm<Schema extends z.ZodType, Data>(
  schema: Schema,
  form: FormData,
  run: (input: z.output<Schema>) => Promise<Omit<ActionResult<Data>, "status">>,
): Promise<ActionResult<Data>> {
  const given = fieldsOf(form);
  const values = keepable(given);
  const parsed = schema.safeParse(given, { error: sentence });
  if (!parsed.success) return { status: "refused", values, ...byField(parsed.error.issues) };
  try {
    return { status: "done", ...(await run(parsed.data)) };
  } catch (error) {
    unstable_rethrow(error);
    return { status: "refused", values, ...refusal(error) };
  }
}

/** A field that came twice (checkbox groups) is an array; what Next adds for itself is left out. */
function fieldsOf(form: FormData): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const name of new Set(form.keys())) {
    if (name.startsWith("$ACTION")) continue;
    const all = form.getAll(name);
    fields[name] = all.length === 1 ? all[0] : all;
  }
  return fields;
}

function keepable(given: Record<string, unknown>): Record<string, string> {
  const kept = Object.entries(given).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string" && !/password|secret|token/i.test(entry[0]),
  );
  return Object.fromEntries(kept);
}

function byField(issues: readonly z.core.$ZodIssue[]): Pick<ActionResult, "message" | "fieldErrors"> {
  const fieldErrors: Record<string, string> = {};
  let message: string | undefined;
  for (const issue of issues) {
    if (issue.path.length === 0) message ??= issue.message;
    else fieldErrors[issue.path.join(".")] ??= issue.message;
  }
  return { message, fieldErrors };
}

/** For a rule whose schema says nothing of its own. */
const sentence: z.core.$ZodErrorMap = (issue) => {
  if (issue.input === undefined || issue.input === "") return "This is needed.";
  if (issue.code === "too_small" && issue.origin === "string") return `Use at least ${issue.minimum} characters.`;
  if (issue.code === "too_big" && issue.origin === "string") return `Use at most ${issue.maximum} characters.`;
  if (issue.code === "too_small") return `The least is ${issue.minimum}.`;
  if (issue.code === "too_big") return `The most is ${issue.maximum}.`;
  if (issue.code === "invalid_type")
    return issue.expected === "number" ? "Write a number." : "This is not what belongs here.";
  return undefined;
};

function refusal(error: unknown): Omit<ActionResult<never>, "status"> {
  if (!isRefusal(error)) {
    const incident = logIncident(error);
    return {
      incident,
      message: `Something went wrong on our side and nothing was changed. Quote incident ${incident}.`,
    };
  }
  const door = doors[error.code];
  if (door === "sign-in") redirect("/sign-in");
  const incident = door === "tell-and-log" ? logIncident(error) : undefined;
  if (error.field === undefined) return { message: error.message, incident };
  return { fieldErrors: { [error.field]: error.message }, incident };
}

/** By name: Next bundles modules more than once, and each copy has its own class. */
export function isRefusal(error: unknown): error is DomainError {
  return error instanceof DomainError || (error instanceof Error && error.name === "DomainError");
}

/** One line with the stack for the log, and the number that leads to it. */
export function logIncident(error: unknown): string {
  const incident = randomBytes(4).toString("hex").toUpperCase();
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  console.error(JSON.stringify({ level: "error", at: new Date(), incident, error: text }));
  return incident;
}
