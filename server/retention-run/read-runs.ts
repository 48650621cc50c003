import type { Prisma } from "../db.ts";
import type { Page } from "../input/schema.ts";
import type { Store } from "../store.ts";
import { unpackFacts } from "./part-facts.ts";
import { activeStates, runStates } from "./run-states.ts";
import type { RunPartView, RunView } from "./schema.ts";

const columns = {
  id: true,
  cause: true,
  actorName: true,
  state: true,
  plannedCount: true,
  plannedOctets: true,
  plannedAccounts: true,
  plannedUndownloaded: true,
  largest: true,
  question: true,
  answeredBy: true,
  answeredAt: true,
  lockedCount: true,
  removedCount: true,
  removedOctets: true,
  accountCount: true,
  errorText: true,
  cancelWishedAt: true,
  createdAt: true,
  startedAt: true,
  endedAt: true,
} as const satisfies Prisma.RetentionRunSelect;

/** The newest first. */
export async function readRuns(
  { db }: Store,
  { page, pageSize }: { page: number; pageSize: number },
): Promise<Page<RunView>> {
  const [rows, total] = await Promise.all([
    db.retentionRun.findMany({ orderBy: { id: "desc" }, skip: (page - 1) * pageSize, take: pageSize, select: columns }),
    db.retentionRun.count(),
  ]);
  return { rows: rows.map(asView), total, page, pageSize };
}

/** Null where there is none. */
export async function readRun({ db }: Store, id: number): Promise<RunView | null> {
  const row = await db.retentionRun.findUnique({ where: { id }, select: columns });
  return row && asView(row);
}

/** The one that is under way or asks; null where none does. */
export async function readActiveRun({ db }: Store): Promise<RunView | null> {
  const row = await db.retentionRun.findFirst({ where: { state: { in: [...activeStates] } }, select: columns });
  return row && asView(row);
}

const partColumns = {
  id: true,
  accountId: true,
  address: true,
  rule: true,
  messageCount: true,
  octets: true,
  purgeAfterAt: true,
  removedAt: true,
} as const satisfies Prisma.RetentionRunPartSelect;

/** What a run removed, maildrop by maildrop, in the order it did. */
export async function readRunParts(
  { db }: Store,
  { runId, page, pageSize }: { runId: number; page: number; pageSize: number },
): Promise<Page<RunPartView>> {
  const where = { runId };
  const [rows, total] = await Promise.all([
    db.retentionRunPart.findMany({
      where,
      orderBy: { id: "asc" },
      skip: (page - 1) * pageSize,
      take: pageSize,
      select: partColumns,
    }),
    db.retentionRunPart.count({ where }),
  ]);
  return { rows: rows.map(({ octets, ...row }) => ({ ...row, octets: Number(octets) })), total, page, pageSize };
}

const partsAtOnce = 100;

/** The report as CSV (RFC 4180), a message a line, in pieces. */
export async function* runReport({ db }: Store, runId: number): AsyncGenerator<string> {
  yield "account,unique-id,octets,arrived,downloaded,removed,recoverable until,rule\r\n";
  for (let after = 0; ; ) {
    const parts = await db.retentionRunPart.findMany({
      where: { runId, id: { gt: after } },
      orderBy: { id: "asc" },
      take: partsAtOnce,
      select: { ...partColumns, facts: true },
    });
    for (const { address, rule, purgeAfterAt, removedAt, facts } of parts) {
      const end = [removedAt.toISOString(), purgeAfterAt?.toISOString() ?? "", rule];
      const lines = unpackFacts(facts).map(({ uniqueId, octets, arrivedAt, downloadedAt }) => {
        const at = (instant: number | null) => (instant === null ? "" : new Date(instant).toISOString());
        return [address, uniqueId, String(octets), at(arrivedAt), at(downloadedAt), ...end].map(cell).join(",");
      });
      yield `${lines.join("\r\n")}\r\n`;
    }
    const last = parts.at(-1);
    if (last === undefined) return;
    after = last.id;
    await new Promise(setImmediate);
  }
}

/** A text that a spreadsheet would take for a formula is kept from being one. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function asView(row: Prisma.RetentionRunGetPayload<{ select: typeof columns }>): RunView {
  const { state, largest, plannedOctets, removedOctets, ...rest } = row;
  return {
    ...rest,
    state: runStates.find((known) => known === state) ?? "failed",
    plannedOctets: Number(plannedOctets),
    removedOctets: Number(removedOctets),
    // Written by the run alone.
    largest: largest === "" ? { accounts: [], domains: [] } : JSON.parse(largest),
  };
}
