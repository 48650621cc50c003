import type { Actor } from "../audit/append-audit.ts";
import type { Tx } from "../db.ts";
import { parseInput } from "../input/parse-input.ts";
import type { Store } from "../store.ts";
import { changeListeners } from "./change-listener.ts";
import { assertEndpointFree, assertLegacyTlsFits, assertProxyFits } from "./endpoint.ts";
import { asWish, wishColumns } from "./read.ts";
import { cleartextColumns } from "./cleartext-columns.ts";
import { type ListenerWish, loopbackNetworks, type NewListener, newListener } from "./schema.ts";

/** Gives the wish; the daemon says within a second whether it could. Refuses a taken name or port with `already-exists`. */
export function createListener(store: Store, input: NewListener, actor: Actor): Promise<ListenerWish> {
  return changeListeners(store, actor, async (tx, now) => {
    const wish = await insertListener(tx, input, now);
    const { name, updatedAt: _, ...after } = wish;
    return { result: wish, audit: { action: "listener.create", object: name, after } };
  });
}

export async function insertListener(tx: Tx, input: NewListener, now: Date): Promise<ListenerWish> {
  const { kind, ...given } = parseInput(newListener, input);
  const listener = { ...given, ...cleartextColumns(given, loopbackNetworks) };
  const endpoint = { address: null, port: null, socketPath: null, ...listener };
  assertProxyFits(endpoint);
  assertLegacyTlsFits({ ...endpoint, protocol: kind === "pop3" ? "pop3" : "lmtp" });
  await assertEndpointFree(tx, endpoint);
  const row = await tx.listener.create({
    data: { ...endpoint, protocol: kind === "lmtp-socket" ? "lmtp" : kind, createdAt: now },
    select: wishColumns,
  });
  return asWish(row);
}
