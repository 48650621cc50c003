import type { DeliveryRefusal } from "#server/metric/series.ts";
import type { Answer } from "./answer.ts";

/** By the enhanced status (refusals.ts, reception.ts). */
const reasons: Readonly<Record<string, DeliveryRefusal>> = {
  "5.1.1": "unknown-recipient",
  "5.2.1": "receiving-off",
  "4.2.2": "over-quota",
  "5.2.2": "over-quota",
  "5.3.4": "too-large",
  "4.3.1": "disk-full",
};

/** Why a recipient was refused, as it is counted; null: it was not. */
export function refusalReason({ code, status }: Pick<Answer, "code" | "status">): DeliveryRefusal | null {
  if (code < 400) return null;
  return reasons[status ?? ""] ?? (code < 500 ? "temporary" : "permanent");
}
