import type { Actor } from "../audit/append-audit.ts";
import { DomainError } from "../errors.ts";
import { awaitObeyed } from "../listener/await-obeyed.ts";
import { readListener } from "../listener/read.ts";
import { updateListener } from "../listener/update-listener.ts";
import { awaitAnswer } from "../request/await-answer.ts";
import { requestDaemon } from "../request/request-daemon.ts";
import type { Store } from "../store.ts";
import type { PortChange } from "./schema.ts";

const answerLimitMs = 3000;
const bindLimitMs = 3000;

/**
 * Moves a listener to another port after the daemon has tried that port, and waits until it listens there. Refuses with
 * `invalid` (field port) what cannot be bound, and with `daemon-away` where nobody can try.
 */
export async function changePort(store: Store, { id, port }: PortChange, actor: Actor): Promise<void> {
  const listener = await readListener(store, id);
  if (listener === null) throw new DomainError("not-found", "This listener no longer exists.");
  if (listener.port !== port) await probe(store, listener.address ?? "*", port);
  await updateListener(store, { id, port }, actor);
  // A page that shows it says the rest.
  await awaitObeyed(store, id, bindLimitMs);
}

async function probe(store: Store, address: string, port: number): Promise<void> {
  const now = store.clock.now();
  const request = await store.db.$transaction((tx) => requestDaemon(tx, "probe-port", { address, port }, now));
  const { isFree, text } = await awaitAnswer(store, request, answerLimitMs);
  if (!isFree) throw new DomainError("invalid", text, "port");
}
