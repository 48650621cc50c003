import type { Actor } from "../audit/append-audit.ts";
import { DomainError } from "../errors.ts";
import { changeRetentionRule } from "../retention/change-rule.ts";
import type { Store } from "../store.ts";
import { asView } from "./read.ts";
import { fixingDelays } from "./schema.ts";

/**
 * Asks the account's mail programs to leave a least time between two sign-ins (LOGIN-DELAY, RFC 2449 §6.5): the fix of what comes too often. The
 * finding ends by itself when they do. Refuses with `not-found` where it is gone, `not-allowed` where it has another fix.
 */
export async function fixFinding(
  store: Store,
  { id }: { id: number },
  actor: Actor,
): Promise<{ address: string; loginDelaySeconds: number }> {
  const row = await store.db.finding.findUnique({
    where: { id, endedAt: null },
    include: { account: { select: { address: true } } },
  });
  const [finding] = row === null ? [] : asView(row);
  if (finding === undefined) throw new DomainError("not-found", "This is gone: nothing is left to mend.");
  const { accountId, address, kind } = finding;
  const loginDelaySeconds = kind in fixingDelays ? fixingDelays[kind as keyof typeof fixingDelays] : null;
  if (loginDelaySeconds === null) {
    throw new DomainError("not-allowed", "This is mended by a retention rule of the account, on the page Retention.");
  }
  await changeRetentionRule(store, { level: "account", id: accountId, loginDelaySeconds }, actor);
  return { address, loginDelaySeconds };
}
