import type { Actor } from "../audit/append-audit.ts";
import type { Tx } from "../db.ts";
import { DomainError } from "../errors.ts";
import { changeRetentionRule } from "../retention/change-rule.ts";
import { scopeOf } from "../retention/read-rules.ts";
import type { Rule, RuleChange, RuleFields } from "../retention/schema.ts";
import type { Store } from "../store.ts";
import { fieldsOf } from "./simulate.ts";

/** A simulation is of its moment: a change is saved within this time of it. */
export const simulationMinutes = 15;

/** Fields by which mail is removed: they are not changed unseen. */
const removing = [
  "removeAfterArrivalDays",
  "removeAfterDownloadDays",
  "keepsUndownloaded",
] as const satisfies readonly (keyof RuleFields)[];

export interface SimulatedChange {
  /** Parsed (ruleChange). */
  readonly change: RuleChange;
  /** The simulation that was shown; null where none was. */
  readonly simulationId: number | null;
}

/**
 * Changes what a level says of how long mail stays, with the simulation it was based on. Refuses with `invalid` (field
 * `simulationId`) where that is missing, too old, or of another change, so that it is simulated anew; with `not-found`.
 */
export function saveRetentionRule(
  store: Store,
  { change, simulationId }: SimulatedChange,
  actor: Actor,
): Promise<{ name: string; rule: Rule }> {
  const now = store.clock.now();
  return changeRetentionRule(store, change, actor, async (tx, { before, after }) => {
    if (removing.every((name) => before[name] === after[name])) return;
    await assertSimulated(tx, scopeOf(change), { before: fieldsOf(before), after: fieldsOf(after), simulationId, now });
  });
}

interface Claim {
  readonly before: RuleFields;
  readonly after: RuleFields;
  readonly simulationId: number | null;
  readonly now: Date;
}

async function assertSimulated(tx: Tx, scope: string, { before, after, simulationId, now }: Claim): Promise<void> {
  if (simulationId === null) throw notSimulated("See first what this would remove, then save it.");
  const simulation = await tx.retentionSimulation.findUnique({
    where: { id: simulationId },
    select: { scope: true, before: true, after: true, at: true, savedAt: true },
  });
  if (simulation === null || simulation.scope !== scope || !isSame(simulation.after, after)) {
    throw notSimulated("What was simulated is another change than this one. It is simulated anew.");
  }
  if (!isSame(simulation.before, before)) {
    throw notSimulated("Somebody else has changed this rule meanwhile. It is simulated anew.");
  }
  if (now.getTime() - simulation.at.getTime() > simulationMinutes * 60_000) {
    throw notSimulated(`The simulation is older than ${simulationMinutes} minutes. It is simulated anew.`);
  }
  await tx.retentionSimulation.update({ where: { id: simulationId }, data: { savedAt: now }, select: { id: true } });
}

function notSimulated(sentence: string): DomainError {
  return new DomainError("invalid", sentence, "simulationId");
}

/** As far as it says what is removed; the rest was not simulated. */
function isSame(simulated: string, fields: RuleFields): boolean {
  const seen = JSON.parse(simulated) as RuleFields;
  return removing.every((name) => seen[name] === fields[name]);
}
