import { networksCheck } from "../network/networks.ts";
import { readSettings } from "../setting/read.ts";
import type { Store } from "../store.ts";
import { isMetricsToken } from "./token.ts";

/** Who asks for /metrics. */
export interface MetricsReader {
  readonly remoteAddress: string;
  /** By a connection of this machine to itself, with nobody in between. */
  readonly isThisMachine: boolean;
  /** The header Authorization; undefined: none. */
  readonly authorization: string | undefined;
}

/** "off": as if there were no such page. */
export type MayRead = "yes" | "off" | "not-from-there" | "token-wanted";

/** By the policy in force at this moment. */
export async function mayReadMetrics(store: Pick<Store, "db">, reader: MetricsReader): Promise<MayRead> {
  const { metricsAccess, metricsNetworks } = await readSettings(store);
  if (metricsAccess === "off") return "off";
  if (metricsAccess === "machine") return reader.isThisMachine ? "yes" : "not-from-there";
  const isFromThere =
    metricsNetworks === "" || reader.isThisMachine || networksCheck(metricsNetworks)(reader.remoteAddress);
  if (!isFromThere) return "not-from-there";
  const [, token] = /^Bearer +([\w-]{1,200})$/i.exec(reader.authorization ?? "") ?? [];
  return token !== undefined && (await isMetricsToken(store, token)) ? "yes" : "token-wanted";
}
