import type { Actor } from "../audit/append-audit.ts";
import { placeName } from "../retention/place-name.ts";
import { readRule, scopeOf } from "../retention/read-rules.ts";
import {
  emptyRule,
  type RetentionPlace,
  type Rule,
  type RuleChange,
  type RuleFields,
  ruleFieldNames,
} from "../retention/schema.ts";
import type { Store } from "../store.ts";
import { type Candidate, type Counted, countDue } from "./count-due.ts";
import { type Policies, readPolicies } from "./policies.ts";
import type { Policy } from "./policy.ts";
import { simulationColumns, simulationOf } from "./read-simulations.ts";
import type { Simulation } from "./schema.ts";
import { Tally } from "./tally.ts";

/**
 * Counts what a change of one level's rule would remove, and keeps the answer: a change is saved with the simulation it was based on.
 * Only accounts that the change concerns are counted. `change` is parsed (ruleChange). Refuses with `not-found`.
 */
export async function simulateRetention(
  store: Store,
  change: RuleChange,
  actor: Actor,
  onProgress?: (looked: number) => void,
): Promise<Simulation> {
  const { level, id } = change;
  const place: RetentionPlace = { level, id };
  const began = performance.now();
  const now = store.clock.now();
  const name = await placeName(store.db, place);
  const before = fieldsOf((await readRule(store.db, place)) ?? emptyRule);
  const after = changedFields(before, change);
  const inForce = await readPolicies(store.db, now);
  const scope = {
    domainId: level === "domain" ? id : undefined,
    accountId: level === "account" ? id : undefined,
  };
  const tally = await countChange(store, inForce, inForce.with(place, after), scope, onProgress);
  const row = await store.db.retentionSimulation.create({
    data: {
      scope: scopeOf(place),
      placeName: name,
      before: JSON.stringify(before),
      after: JSON.stringify(after),
      ...tally.counts,
      octets: BigInt(tally.octets),
      dueOctets: BigInt(tally.dueOctets),
      largest: JSON.stringify(await tally.largest(store.db)),
      tookMs: Math.round(performance.now() - began),
      actorName: actor.name,
      at: now,
    },
    select: simulationColumns,
  });
  return simulationOf(row);
}

/** The rule's fields alone, in one order, so that their JSON can be compared. */
export function fieldsOf(rule: Rule): RuleFields {
  return Object.fromEntries(ruleFieldNames.map((name) => [name, rule[name]])) as unknown as RuleFields;
}

export function changedFields(before: RuleFields, change: RuleChange): RuleFields {
  const named = ruleFieldNames.filter((name) => change[name] !== undefined);
  return { ...before, ...Object.fromEntries(named.map((name) => [name, change[name]])) };
}

async function countChange(
  store: Store,
  inForce: Policies,
  changed: Policies,
  scope: { domainId?: number; accountId?: number },
  onProgress?: (looked: number) => void,
): Promise<Tally> {
  const tally = new Tally();
  const isConcerned = (account: Candidate) => !isSame(inForce.of(account), changed.of(account));
  const ofConcerned = (policies: Policies) => (account: Candidate) =>
    isConcerned(account) ? policies.of(account) : null;
  const counted: Counted[] = [
    { policyOf: ofConcerned(changed), onDue: (account, due) => tally.add(account, due) },
    { policyOf: ofConcerned(inForce), onDue: (account, due) => tally.addDue(account, due) },
  ];
  if (!changed.isEmpty || !inForce.isEmpty) await countDue(store, counted, { ...scope, onProgress });
  return tally;
}

function isSame(one: Policy | null, other: Policy | null): boolean {
  return (
    one?.arrivedBefore === other?.arrivedBefore &&
    one?.downloadedBefore === other?.downloadedBefore &&
    one?.keepsUndownloaded === other?.keepsUndownloaded
  );
}
