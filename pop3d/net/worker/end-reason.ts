import type { EndReason } from "#server/session/schema.ts";
import type { Ending } from "../../session/view.ts";

const said = {
  quit: "quit",
  "protocol-errors": "protocol-errors",
  "sign-in-failures": "refused",
  "update-failed": "error",
} as const satisfies Record<Exclude<Ending, "ended">, EndReason>;

/** The word for a session's end: what was said in the conversation, else what ended it from outside, else the client just went. */
export function endReasonOf(ending: Ending | null, fromOutside: EndReason | null): EndReason {
  return ending === null || ending === "ended" ? (fromOutside ?? "dropped") : said[ending];
}
