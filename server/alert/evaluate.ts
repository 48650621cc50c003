import { z } from "zod";
import type { Tx } from "../db.ts";
import { logger } from "../log.ts";
import { readSettings } from "../setting/read.ts";
import type { Store } from "../store.ts";
import type { Found, Look } from "./conditions/condition.ts";
import { conditions } from "./conditions/index.ts";
import { changeToTell, judge, type Standing } from "./judge.ts";
import { mutedUntil, readMutesInForce } from "./mutes.ts";
import { type Event, type Listening, queueMessages, takes } from "./queue-messages.ts";
import { isQuietAt } from "./quiet-hours.ts";
import { readRules, troublesOf, usualRule } from "./rules.ts";
import type { ConditionName, Rule, Severity } from "./schema.ts";

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

interface OpenAlert extends Standing {
  readonly id: number;
  readonly condition: string;
  readonly subject: string;
  readonly toldAt: Date | null;
  readonly toldLevel: number;
  readonly acknowledgedAt: Date | null;
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
    write: due.length === 0 ? null : (tx) => writeAll(tx, due, speech),
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

/** What becomes of one alert. */
interface Change {
  readonly rule: Rule;
  readonly subject: string;
  readonly before: OpenAlert | null;
  /** Null: it is over, or gone without ever having fired. */
  readonly standing: Standing | null;
  readonly resolvedAt: Date | null;
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

interface Speech {
  readonly channels: readonly Listening[];
  readonly now: Date;
  telling(change: Change): "fired" | "worse" | "reminder" | null;
  isMuted(alert: { condition: string; subject: string }): boolean;
  isHeld(rule: Rule): boolean;
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

function isHeardBy({ channels }: Speech, severity: Severity): boolean {
  return channels.some((channel) => takes(channel, severity));
}

async function writeAll(tx: Tx, all: readonly Change[], speech: Speech): Promise<void> {
  const events: Event[] = [];
  for (const change of all) {
    const event =
      change.standing === null ? await end(tx, change, speech) : await keep(tx, change, change.standing, speech);
    if (event !== null) events.push(event);
  }
  await queueMessages(tx, speech.channels, events, speech.now);
}

async function keep(tx: Tx, change: Change, standing: Standing, speech: Speech): Promise<Event | null> {
  const { rule, subject, before } = change;
  const { condition } = rule;
  const { now } = speech;
  const isFirst = before === null || before.state === "pending";
  // Of an alert that has just come nobody can have been told, and nobody can have acknowledged it.
  const asked = isFirst ? (speech.isMuted({ condition, subject }) ? null : "fired") : speech.telling(change);
  const isTelling =
    standing.state === "firing" &&
    standing.clearSinceAt === null &&
    asked !== null &&
    isHeardBy(speech, standing.severity);
  const told = isTelling ? { toldAt: now, toldLevel: Math.max(standing.level, before?.toldLevel ?? 0) } : {};
  const data = { ...standing, ...told };
  const id =
    before?.id ??
    (
      await tx.alert.create({
        data: { condition, subject, openKey: `${condition} ${subject}`, ...data },
        select: { id: true },
      })
    ).id;
  if (before !== null) await tx.alert.update({ where: { id }, data, select: { id: true } });
  if (isFirst && standing.state === "firing") {
    const facts = { event: "alert", condition, subject, severity: standing.severity };
    log.warn(facts, standing.text);
  }
  if (!isTelling || asked === null) return null;
  return { alertId: id, change: asked, severity: standing.severity, text: standing.text, isHeld: speech.isHeld(rule) };
}

async function end(tx: Tx, { before, rule, resolvedAt }: Change, speech: Speech): Promise<Event | null> {
  if (before === null) return null;
  const { id, severity, text, toldAt, subject } = before;
  if (resolvedAt === null) {
    await tx.alert.deleteMany({ where: { id } });
    return null;
  }
  const data = { state: "resolved", openKey: null, resolvedAt, clearSinceAt: null };
  await tx.alert.update({ where: { id }, data, select: { id: true } });
  log.info({ event: "alert-resolved", condition: rule.condition, subject }, text);
  // Who was told that it is wrong is told that it is over, muted or not.
  return toldAt === null ? null : { alertId: id, change: "resolved", severity, text, isHeld: speech.isHeld(rule) };
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
