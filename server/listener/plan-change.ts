import type { Actor, NewAuditEntry } from "../audit/append-audit.ts";
import { appendAudit } from "../audit/append-audit.ts";
import { growGeneration } from "../control/grow.ts";
import { DomainError } from "../errors.ts";
import { parseInstant } from "../input/instant.ts";
import { parseInput } from "../input/parse-input.ts";
import type { Store } from "../store.ts";
import { changeListeners, findListener } from "./change-listener.ts";
import { asWish, wishColumns } from "./read.ts";
import { type ListenerPlan, type ListenerWish, listenerPlan } from "./schema.ts";

const noPlan = { plannedChange: null, plannedAt: null };
const furthestMs = 5 * 365 * 24 * 60 * 60 * 1000;
const daemon: Actor = { kind: "daemon", name: "daemon", remoteAddress: null };

/** Has the daemon close a listener, or require TLS on it, at an instant. Refuses what is past at `at`, and what is so already. */
export async function planChange(store: Store, input: ListenerPlan, actor: Actor): Promise<ListenerWish> {
  const { id, plannedChange, at, zone } = parseInput(listenerPlan, input);
  return changeListeners(store, actor, async (tx, now) => {
    const before = await findListener(tx, id);
    const plannedAt = parseInstant(at, zone || undefined);
    if (plannedAt === null) throw refused("Type a date and a time that exist, such as 2026-12-01T08:00.");
    if (plannedAt <= now) throw refused("This lies in the past. Choose a later time, or do it now.");
    if (plannedAt.getTime() - now.getTime() > furthestMs) throw refused("This is more than five years away.");
    const wish = { ...before, plannedChange, plannedAt };
    if (plannedChange === "require-tls" && (before.protocol !== "pop3" || before.tls !== "starttls")) {
      throw refused("Only a POP3 listener with STLS can begin to require TLS.", "plannedChange");
    }
    if (isMoot(wish)) throw refused(`${before.name} ${so[plannedChange]} already.`, "plannedChange");
    const row = await tx.listener.update({ where: { id }, data: { plannedChange, plannedAt }, select: wishColumns });
    const planOf = ({ plannedChange, plannedAt }: ListenerWish) => ({ plannedChange, plannedAt });
    return {
      result: asWish(row),
      audit: { action: "listener.plan", object: before.name, before: planOf(before), after: planOf(wish) },
    };
  });
}

/** Nothing happens by itself then. Refuses with `not-found`. */
export function cancelPlan(store: Store, { id }: { id: number }, actor: Actor): Promise<ListenerWish> {
  return changeListeners(store, actor, async (tx) => {
    const before = await findListener(tx, id);
    const row = await tx.listener.update({ where: { id }, data: noPlan, select: wishColumns });
    const { plannedChange, plannedAt } = before;
    const audit = { action: "listener.plan", object: before.name, before: { plannedChange, plannedAt }, after: noPlan };
    return { result: asWish(row), audit: plannedChange === null ? null : audit };
  });
}

/** The daemon's part: what is due is done, under its own name. Gives the names of the listeners it changed. */
export async function carryOutPlans(store: Store): Promise<string[]> {
  const due = () => ({ plannedAt: { lte: store.clock.now() }, plannedChange: { not: null } });
  // The generation grows only where there is something to tell.
  if ((await store.db.listener.findFirst({ where: due(), select: { id: true } })) === null) return [];
  return store.db.$transaction(async (tx) => {
    await growGeneration(tx);
    const rows = await tx.listener.findMany({ where: due(), orderBy: { id: "asc" }, select: wishColumns });
    for (const before of rows.map(asWish)) {
      const { id, plannedChange } = before;
      const change = plannedChange === "close" ? { isEnabled: false } : { cleartextSignIn: "never" as const };
      await tx.listener.update({ where: { id }, data: { ...change, ...noPlan }, select: { id: true } });
      await appendAudit(tx, daemon, store.clock.now(), carriedOut(before, change));
    }
    return rows.map(({ name }) => name);
  });
}

function carriedOut(before: ListenerWish, change: Partial<ListenerWish>): NewAuditEntry {
  const { name, plannedChange, plannedAt } = before;
  const was = Object.fromEntries(Object.keys(change).map((key) => [key, before[key as keyof ListenerWish]]));
  return {
    action: plannedChange === "close" ? "listener.switch" : "listener.update",
    object: name,
    before: { ...was, plannedChange, plannedAt },
    after: { ...change, ...noPlan },
  };
}

/** The columns that take away a plan for what is so by now. */
export function mootPlan(wish: ListenerWish): Partial<typeof noPlan> {
  return wish.plannedChange !== null && isMoot(wish) ? noPlan : {};
}

const so = { close: "is switched off", "require-tls": "requires TLS" } as const;

function isMoot({ plannedChange, isEnabled, tls, cleartextSignIn }: ListenerWish): boolean {
  if (plannedChange === "close") return !isEnabled;
  return tls !== "starttls" || cleartextSignIn === "never";
}

function refused(sentence: string, field = "at"): DomainError {
  return new DomainError("invalid", sentence, field);
}
