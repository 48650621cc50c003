import type { Store } from "../store.ts";
import { failureReasons } from "../sign-in-failure/schema.ts";
import { quantile } from "./quantile.ts";
import { steppedRange } from "./range.ts";
import { signInParts } from "./read-charts.ts";
import { readSteps } from "./read-steps.ts";
import type { ChartQuestion, MetricSums } from "./schema.ts";
import { deliveryRefusals, deliveryWays, histogramParts, seriesKey, tlsLabels } from "./series.ts";

const series = {
  sessions: ["sessions_total"],
  signIns: tlsLabels.map((tls) => seriesKey("sign_ins_total", tls)),
  cleartext: [seriesKey("sign_ins_total", "none")],
  refused: Object.keys(failureReasons).map((reason) => seriesKey("sign_in_failures_total", reason)),
  inUse: [seriesKey("sign_in_failures_total", "in-use")],
  retrieved: ["retrieved_messages_total"],
  retrievedOctets: ["retrieved_bytes_total"],
  asked: histogramParts.slice(0, -1).map((part) => seriesKey("command_duration_seconds", "RETR", part)),
  removed: ["removed_messages_total"],
  removedOctets: ["removed_bytes_total"],
  delivered: deliveryWays.map((via) => seriesKey("delivered_messages_total", via)),
  deliveredOctets: deliveryWays.map((via) => seriesKey("delivered_bytes_total", via)),
  refusedDeliveries: Object.keys(deliveryRefusals).map((reason) => seriesKey("delivery_failures_total", reason)),
};

/** What happened in a range of time, in all: true to the second or so, and read at once whatever there was. */
export async function readSums(
  store: Pick<Store, "logStatements" | "clock">,
  question: ChartQuestion,
): Promise<MetricSums> {
  const range = steppedRange(question, store.clock.now().getTime());
  const steps = await readSteps(store, range, [...Object.values(series).flat(), ...signInParts.flat()]);
  const sum = (name: keyof typeof series) => steps.sum(...series[name]);
  const durations = signInParts.map((part) => steps.sum(...part));
  const [asked, retrieved] = [sum("asked"), sum("retrieved")];
  return {
    sessionCount: sum("sessions"),
    signInCount: sum("signIns"),
    cleartextCount: sum("cleartext"),
    refusedCount: sum("refused"),
    inUseCount: sum("inUse"),
    retrievedCount: retrieved,
    retrievedOctets: sum("retrievedOctets"),
    // A message may be on its way at either end of the range.
    retrievalSuccess: asked === 0 ? null : Math.min(1, retrieved / asked),
    removedCount: sum("removed"),
    removedOctets: sum("removedOctets"),
    deliveredCount: sum("delivered"),
    deliveredOctets: sum("deliveredOctets"),
    refusedDeliveryCount: sum("refusedDeliveries"),
    signInMedian: quantile(0.5, durations),
    signInSlowest: quantile(0.95, durations),
    coverage: Math.min(1, steps.sum("counted_seconds_total") / ((range.count * range.stepMs) / 1000)),
  };
}
