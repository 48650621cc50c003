import { databaseTrouble } from "#server/database/database-trouble.ts";
import { Deliverer } from "#server/delivery/deliverer.ts";
import { newWireForm } from "#server/delivery/new-wire-form.ts";
import { resolveRecipient } from "#server/delivery/resolve-recipient.ts";
import { DomainError } from "#server/errors.ts";
import { asQuotaPolicySays, OverQuota } from "#server/quota/over-quota.ts";
import { QuotaRefusals } from "#server/quota/quota-refusals.ts";
import type { Settings } from "#server/setting/schema.ts";
import type { Store } from "#server/store.ts";
import type { LmtpBackend } from "./backend.ts";

/**
 * What LMTP asks of the world, fulfilled from the database. One per process: all its connections share the group commit. `report` is
 * told of disk and database trouble that a client was answered with. `settings`: those in force.
 */
export function deliveryBackend(
  store: Store,
  settings: () => Pick<Settings, "overQuota">,
  report: (error: unknown) => void = () => {},
): LmtpBackend {
  const deliverer = new Deliverer(store);
  const refusals = new QuotaRefusals(store, report);
  const told = (error: unknown): never => {
    if (error instanceof OverQuota) {
      refusals.add(error);
      throw asQuotaPolicySays(error, settings());
    }
    const trouble = databaseTrouble(error);
    if (trouble instanceof DomainError && trouble.code === "storage") report(trouble);
    throw trouble;
  };
  return {
    resolve: (address, octets) => resolveRecipient(store, address, octets).catch(told),
    receive: () => newWireForm(store, { dropsReturnPath: true, ownsChunks: true }),
    deliver: (delivery) => deliverer.deliver(delivery).catch(told),
  };
}
