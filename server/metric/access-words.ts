import type { Settings } from "../setting/schema.ts";
import type { Store } from "../store.ts";
import type { MetricsTokenView } from "./schema.ts";
import { readMetricsToken } from "./token.ts";

/** Who may read /metrics, in a sentence. */
export function accessSentence(
  { metricsAccess, metricsNetworks }: Pick<Settings, "metricsAccess" | "metricsNetworks">,
  token: MetricsTokenView | null,
): string {
  if (metricsAccess === "off") return "Nobody may read /metrics.";
  if (metricsAccess === "machine") return "Programs on this machine may read /metrics, without a token.";
  const from = metricsNetworks === "" ? "anywhere" : `${metricsNetworks.replaceAll(",", ", ")} or this machine`;
  return token === null
    ? `Whoever shows the token may read /metrics from ${from}. There is no token yet, so nobody can.`
    : `Whoever shows the token may read /metrics from ${from}.`;
}

/** What a change would mean, as the form shows it before it is saved. */
export async function readAccessEffect(
  store: Pick<Store, "db">,
  change: Pick<Settings, "metricsAccess" | "metricsNetworks">,
): Promise<string> {
  return accessSentence(change, await readMetricsToken(store));
}
