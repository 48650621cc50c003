import type { ActionResult } from "#server/form/schema.ts";

export { type ActionResult, type FormAction, idle } from "#server/form/schema.ts";

/** All that a refusal says, for places without fields to stand beside. */
export function refusalOf({ message, fieldErrors }: ActionResult): string {
  const sentences = [message, ...Object.values(fieldErrors ?? {})].filter(Boolean);
  return sentences.join(" ") || "That was refused, without a reason.";
}
