import type { Prisma } from "../db.ts";
import type { Page } from "../input/schema.ts";
import type { Store } from "../store.ts";
import { conditions } from "./conditions/index.ts";
import { type Mute, mutedUntil, readMutesInForce } from "./mutes.ts";
import type { AlertList, AlertView, Change, ConditionName, MessageState, ToldView } from "./schema.ts";

const columns = {
  id: true,
  condition: true,
  subject: true,
  state: true,
  severity: true,
  text: true,
  href: true,
  firstSeenAt: true,
  firedAt: true,
  clearSinceAt: true,
  resolvedAt: true,
  toldAt: true,
  acknowledgedAt: true,
  acknowledgedBy: true,
} as const satisfies Prisma.AlertSelect;

const states: Readonly<Record<AlertList["state"], Prisma.AlertWhereInput>> = {
  open: { openKey: { not: null } },
  firing: { state: "firing" },
  resolved: { state: "resolved" },
  all: {},
};

/** One page of alerts, what came last first; what is wrong before what is over. */
export async function readAlerts(store: Pick<Store, "db" | "clock">, list: AlertList): Promise<Page<AlertView>> {
  const { page, pageSize, state, condition, severity, search } = list;
  const where: Prisma.AlertWhereInput = {
    ...states[state],
    ...(condition === "all" ? {} : { condition }),
    ...(severity === "all" ? {} : { severity }),
    ...(search === "" ? {} : { OR: [{ text: { contains: search } }, { subject: { contains: search } }] }),
  };
  const [rows, total, mutes] = await Promise.all([
    store.db.alert.findMany({
      where,
      orderBy: [{ id: "desc" }],
      skip: (page - 1) * pageSize,
      take: pageSize,
      select: columns,
    }),
    store.db.alert.count({ where }),
    readMutesInForce(store),
  ]);
  return { rows: rows.map((row) => asView(row, mutes)), total, page, pageSize };
}

/** Null where there is none. */
export async function readAlert(store: Pick<Store, "db" | "clock">, id: number): Promise<AlertView | null> {
  const [row, mutes] = await Promise.all([
    store.db.alert.findUnique({ where: { id }, select: columns }),
    readMutesInForce(store),
  ]);
  return row && asView(row, mutes);
}

/** Firing now, by severity; of them told to nobody for they are acknowledged or muted is not said here. */
export async function countFiring({ db }: Pick<Store, "db">): Promise<{ critical: number; warning: number }> {
  const groups = await db.alert.groupBy({ by: ["severity"], where: { state: "firing" }, _count: { _all: true } });
  const of = (severity: string) => groups.find((group) => group.severity === severity)?._count._all ?? 0;
  return { critical: of("critical"), warning: of("warning") };
}

const mostTold = 200;

/** What was told of an alert, by which channel and with what answer, the newest first. */
export async function readTold({ db }: Pick<Store, "db">, alertId: number): Promise<ToldView[]> {
  const rows = await db.alertMessageItem.findMany({
    where: { alertId },
    orderBy: [{ at: "desc" }, { messageId: "desc" }],
    take: mostTold,
    include: { message: { include: { channel: { select: { name: true } } } } },
  });
  return rows.map(({ messageId, change, text, at, message }) => ({
    messageId,
    channelName: message.channel.name,
    change: change as Change,
    text,
    at,
    state: message.state as MessageState,
    sentAt: message.sentAt,
    nextAt: message.nextAt,
    attemptCount: message.attemptCount,
    answer: message.answer,
  }));
}

/** When conditions were last looked at; null: never, or nobody does at present. */
export async function readEvaluatedAt({ db }: Pick<Store, "db">): Promise<Date | null> {
  const row = await db.alertEvaluator.findUnique({ where: { id: 1 }, select: { evaluatedAt: true } });
  return row?.evaluatedAt ?? null;
}

type Row = Prisma.AlertGetPayload<{ select: typeof columns }>;

function asView({ condition, state, severity, ...row }: Row, mutes: readonly Mute[]): AlertView {
  const name = condition as ConditionName;
  return {
    ...row,
    condition: name,
    title: conditions[name]?.title ?? condition,
    state: state as AlertView["state"],
    severity: severity === "critical" ? "critical" : "warning",
    mutedUntilAt: mutedUntil(mutes, { condition, subject: row.subject }),
  };
}
