import { z } from "zod";
import type { Tx } from "../db.ts";
import { logger } from "../log.ts";
import { readSettings } from "../setting/read.ts";
import type { Store } from "../store.ts";
import type { Found, Look } from "./conditions/condition.ts";
import { conditions } from "./conditions/index.ts";
import { changeToTell, judge } from "./judge.ts";
import { mutedUntil, readMutesInForce } from "./mutes.ts";
import { isQuietAt } from "./quiet-hours.ts";
import { type Change, isHeardBy, type OpenAlert, recordChanges, type Speech } from "./record-changes.ts";
import { readRules, troublesOf, usualRule } from "./rules.ts";
import type { ConditionName, Rule } from "./schema.ts";

const log = logger("alert");
const remembered = z.record(z.string(), z.unknown()).catch({});

export interface Round {
  /** Conditions that are due. */
  readonly names: readonly ConditionName[];
  /** What the row of the evaluator has. */
  readonly memory: string;
  readonly troubles: string;
}

/** What a round makes known. `write` is for the transaction that also moves the evaluator's row; null: nothing has changed. */
export interface Outcome {
  readonly memory: string;
  readonly troubles: string;
  readonly write: ((tx: Tx) => Promise<void>) | null;
}

/** Looks at conditions and judges what stands against what is found. Writes nothing itself. */
export async function evaluate(store: Store, { names, memory, troubles }: Round): Promise<Outcome> {
  const now = store.clock.now();
  const [rules, settings, mutes, channels, rows] = await Promise.all([
    readRules(store),
    readSettings(store),
    readMutesInForce(store),
    store.db.alertChannel.findMany({ where: { isEnabled: true }, select: { id: true, leastSeverity: true } }),
    store.db.alert.findMany({ where: { openKey: { not: null }, condition: { in: [...names] } } }),
  ]);
  const known = remembered.parse(memory === "" ? {} : JSON.parse(memory));
  const told = { ...troublesOf(troubles) };
  const isQuiet = isQuietAt(settings, now);
  const changes: Change[] = [];
  for (const name of names) {
    const rule = rules.get(name) ?? usualRule(name);
    const look = await lookAt(store, rule, known, told);
    if (look === "unknown") continue;
    const open = rows.filter(({ condition }) => condition === name).map(asOpen);
    changes.push(...judgeAll(open, look.found, rule, now));
  }
  const speech: Speech = {
    channels,
    now,
    telling: ({ standing, before, rule }) =>
      before !== null && standing !== null
        ? changeToTell(
            {
              toldAt: before.toldAt,
              toldLevel: before.toldLevel,
              level: standing.level,
              isSilent: before.acknowledgedAt !== null || mutedUntil(mutes, before) !== null,
              isQuiet: isQuiet && !rule.isUrgent,
              remindHours: settings.alertRemindHours,
            },
            now,
          )
        : null,
    isMuted: (alert) => mutedUntil(mutes, alert) !== null,
    isHeld: (rule) => isQuiet && !rule.isUrgent,
  };
  const due = changes.filter((change) => isWorthWriting(change, speech));
  return {
    memory: JSON.stringify(known),
    troubles: JSON.stringify(told),
    write: due.length === 0 ? null : (tx) => recordChanges(tx, due, speech),
  };
}

/** A condition that throws is said to be in trouble, once, and what stands of it stays. One that is switched off finds nothing. */
async function lookAt(
  store: Store,
  { condition: name, isEnabled, thresholds }: Rule,
  memory: Record<string, unknown>,
  troubles: Record<string, string>,
): Promise<Look> {
  if (!isEnabled) {
    delete memory[name];
    delete troubles[name];
    return { found: [] };
  }
  try {
    const look = await conditions[name].look(store, thresholds, memory[name] ?? null);
    if (look !== "unknown" && look.memory !== undefined) memory[name] = look.memory;
    delete troubles[name];
    return look;
  } catch (err) {
    const text = err instanceof Error ? err.message.slice(0, 300) : "for a reason unknown";
    if (troubles[name] !== text)
      log.error({ event: "condition-not-looked-at", condition: name, err }, "left as it stands");
    troubles[name] = text;
    return "unknown";
  }
}

function judgeAll(open: readonly OpenAlert[], found: readonly Found[], rule: Rule, now: Date): Change[] {
  // What nobody watches any more is over at once.
  const patience = rule.isEnabled ? rule : { forSeconds: 0, resolveSeconds: 0 };
  const bySubject = new Map(found.map((each) => [each.subject, each]));
  const subjects = new Set([...open.map(({ subject }) => subject), ...bySubject.keys()]);
  return [...subjects].map((subject) => {
    const before = open.find((each) => each.subject === subject) ?? null;
    const verdict = judge(before, bySubject.get(subject) ?? null, patience, now);
    const isOpen = verdict.state === "pending" || verdict.state === "firing";
    return {
      rule,
      subject,
      before,
      standing: isOpen ? verdict.alert : null,
      resolvedAt: verdict.state === "resolved" ? verdict.resolvedAt : null,
    };
  });
}

/** Most looks find what was found before: then nothing is written. */
function isWorthWriting(change: Change, speech: Speech): boolean {
  const { before, standing } = change;
  if (before === null || standing === null) return true;
  const isSame =
    before.state === standing.state &&
    before.severity === standing.severity &&
    before.text === standing.text &&
    before.level === standing.level &&
    before.clearSinceAt?.getTime() === standing.clearSinceAt?.getTime();
  if (!isSame) return true;
  return (
    standing.state === "firing" &&
    standing.clearSinceAt === null &&
    speech.telling(change) !== null &&
    isHeardBy(speech, standing.severity)
  );
}

function asOpen({
  state,
  severity,
  ...row
}: Omit<OpenAlert, "state" | "severity"> & { state: string; severity: string }): OpenAlert {
  return {
    ...row,
    state: state === "firing" ? "firing" : "pending",
    severity: severity === "critical" ? "critical" : "warning",
  };
}
