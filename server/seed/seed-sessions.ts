import { setImmediate as turn } from "node:timers/promises";
import { jsonInstant, jsonRows } from "../database/json-rows.ts";
import { engineOf } from "../database/url.ts";
import type { Store } from "../store.ts";
import { chance } from "./names.ts";
import type { SeededAccount } from "./seed-accounts.ts";
import type { SeedProgress } from "./seed.ts";

const pageSize = 5000;
const spanMs = 80 * 24 * 60 * 60 * 1000;

export interface SessionOrder {
  readonly accounts: readonly SeededAccount[];
  readonly count: number;
  readonly now: Date;
}

/** Sessions that have ended, oldest first, as the daemon leaves them. */
export async function seedSessions(
  store: Store,
  { accounts, count, now }: SessionOrder,
  onProgress: SeedProgress,
): Promise<number> {
  if (accounts.length === 0) return 0;
  const engine = engineOf(store.environment.databaseUrl);
  const instant = jsonInstant[engine];
  const int = (text: string) => `CAST(${text} AS INTEGER)`;
  const insert = `INSERT INTO "Session" ("id", "incarnationId", "remoteAddress", "remotePort", "localPort", "listenerId", "tlsVersion", "accountId", "address",
      "mechanism", "commandCount", "octetsSent", "retrievedCount", "removedCount", "startedAt", "signedInAt", "endedAt", "endReason")
    SELECT r.value->>0, 'seed', r.value->>1, 40000, ${int("r.value->>13")}, ${int("r.value->>14")}, r.value->>2, ${int("r.value->>3")}, r.value->>4, r.value->>5, 6,
      ${int("r.value->>6")}, ${int("r.value->>7")}, ${int("r.value->>8")}, ${instant("r.value->>9")}, ${instant("r.value->>10")},
      ${instant("r.value->>11")}, r.value->>12
    FROM ${jsonRows[engine]}`;
  const listeners = await store.db.listener.findMany({ select: { id: true, port: true } });
  const listenerAt = (port: number) => listeners.find((listener) => listener.port === port)?.id ?? null;
  const ports = { clear: [110, listenerAt(110)], tls: [995, listenerAt(995)] } as const;
  const begin = now.getTime() - spanMs;
  for (let from = 0; from < count; from += pageSize) {
    const rows = [];
    for (let index = from; index < Math.min(count, from + pageSize); index += 1) {
      const luck = chance(index, 20);
      const account = luck < 0.97 ? accounts[Math.floor(chance(index, 21) * accounts.length)] : undefined;
      // Most come from home, some from wherever they are; who has no account from anywhere.
      const isAtHome = account !== undefined && chance(index, 22) < 0.8;
      const place = Math.floor(chance(isAtHome ? account.id : index, 23) * 65_536);
      const isClear = chance(account?.id ?? index, 24) < 0.1;
      const startedAt = begin + Math.floor((index / count) * spanMs);
      rows.push([
        `${startedAt.toString(36).padStart(9, "0")}seed${index.toString(36)}`,
        `198.51.${place >> 8}.${place & 255}`,
        isClear ? null : "TLSv1.3",
        account?.id ?? null,
        account?.address ?? null,
        account ? "USER" : null,
        Math.floor(chance(index, 25) ** 4 * 1e7),
        Math.floor(chance(index, 25) ** 4 * 200),
        Math.floor(chance(index, 26) ** 4 * 200),
        startedAt,
        account ? startedAt + 120 : null,
        startedAt + 200 + Math.floor(chance(index, 27) ** 3 * 60_000),
        account ? "quit" : "dropped",
        ...(isClear ? ports.clear : ports.tls),
      ]);
    }
    await store.relaxed.$executeRawUnsafe(insert, JSON.stringify(rows));
    onProgress("sessions", from + rows.length, count);
    await turn();
  }
  return count;
}
