import type { Actor } from "../audit/append-audit.ts";
import { DomainError } from "../errors.ts";
import { changeListeners } from "../listener/change-listener.ts";
import { insertListener } from "../listener/create-listener.ts";
import type { NewListener } from "../listener/schema.ts";
import type { Store } from "../store.ts";

const wishes: readonly NewListener[] = [
  { kind: "web", name: "Web", address: "*", port: 80 },
  { kind: "web", name: "Web TLS", address: "*", port: 443, tls: "implicit" },
];

/** Opens the public web on its usual ports, both or none. Refuses with `already-exists` where it is there, or a port is taken by another listener. */
export function addPublicWeb(store: Store, _: unknown, actor: Actor): Promise<void> {
  return changeListeners(store, actor, async (tx, now) => {
    if (await tx.listener.findFirst({ where: { protocol: "web" }, select: { id: true } })) {
      throw new DomainError("already-exists", "The public web has a listener already.");
    }
    for (const wish of wishes) await insertListener(tx, wish, now);
    const object = wishes.map(({ name }) => name).join(", ");
    return { result: undefined, audit: { action: "listener.create", object, after: wishes } };
  });
}
