import type { Tx } from "../db.ts";
import { logger } from "../log.ts";
import type { Standing } from "./judge.ts";
import { type Event, type Listening, queueMessages, takes } from "./queue-messages.ts";
import type { Rule, Severity } from "./schema.ts";

const log = logger("alert");

/** An alert that is not over, as its row has it. */
export interface OpenAlert extends Standing {
  readonly id: number;
  readonly condition: string;
  readonly subject: string;
  readonly toldAt: Date | null;
  readonly toldLevel: number;
  readonly acknowledgedAt: Date | null;
}

/** What becomes of one alert. */
export interface Change {
  readonly rule: Rule;
  readonly subject: string;
  readonly before: OpenAlert | null;
  /** Null: it is over, or gone without ever having fired. */
  readonly standing: Standing | null;
  readonly resolvedAt: Date | null;
}

/** Who hears of changes, and of which. */
export interface Speech {
  readonly channels: readonly Listening[];
  readonly now: Date;
  telling(change: Change): "fired" | "worse" | "reminder" | null;
  isMuted(alert: { condition: string; subject: string }): boolean;
  isHeld(rule: Rule): boolean;
}

/** Whether any channel is told of something so severe. */
export function isHeardBy({ channels }: Speech, severity: Severity): boolean {
  return channels.some((channel) => takes(channel, severity));
}

/** Writes what becomes of alerts, and queues what is told of it, in one transaction. */
export async function recordChanges(tx: Tx, all: readonly Change[], speech: Speech): Promise<void> {
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
    log.warn({ event: "alert", condition, subject, severity: standing.severity }, standing.text);
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
