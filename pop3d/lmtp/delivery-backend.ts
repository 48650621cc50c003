import { Deliverer } from "#server/delivery/deliverer.ts";
import { newWireForm } from "#server/delivery/new-wire-form.ts";
import { resolveRecipient } from "#server/delivery/resolve-recipient.ts";
import type { Store } from "#server/store.ts";
import type { LmtpBackend } from "./backend.ts";

/** What LMTP asks of the world, fulfilled from the database. One per process: all its connections share the group commit. */
export function deliveryBackend(store: Store): LmtpBackend {
  const deliverer = new Deliverer(store);
  return {
    resolve: (address, octets) => resolveRecipient(store, address, octets),
    receive: () => newWireForm(store),
    deliver: (delivery) => deliverer.deliver(delivery),
  };
}
