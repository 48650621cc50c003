import type { z } from "zod";
import { DomainError } from "../errors.ts";

/** What a verb was given, by its schema. Refuses with `invalid`, at the first field that does not fit. */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: z.input<Schema>): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new DomainError("invalid", issue?.message ?? "This does not make sense.", issue?.path.join(".") || undefined);
}
