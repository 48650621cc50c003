import type { Prisma } from "../db.ts";
import type { Page } from "../input/schema.ts";
import type { Store } from "../store.ts";
import {
  type ItemOutcome,
  silenceMs,
  type TaskItemList,
  type TaskItemRow,
  type TaskList,
  type TaskRow,
  type TaskState,
  type TaskView,
} from "./schema.ts";

const columns = {
  id: true,
  kind: true,
  title: true,
  state: true,
  doneCount: true,
  totalCount: true,
  errorText: true,
  actorName: true,
  createdAt: true,
  startedAt: true,
  endedAt: true,
  seenAt: true,
  cancelWishedAt: true,
} as const;

const states: Record<TaskList["state"], Prisma.TaskWhereInput> = {
  all: { state: { notIn: ["draft", "discarded"] } },
  open: { state: { in: ["waiting", "running"] } },
  ended: { state: { in: ["done", "failed", "cancelled", "undone"] } },
};

/** What was asked for, the newest first; drafts are nobody's tasks yet. */
export async function readTasks(store: Store, list: TaskList): Promise<Page<TaskRow>> {
  const { page, pageSize, direction } = list;
  const where = states[list.state];
  const [rows, total] = await Promise.all([
    store.db.task.findMany({
      where,
      orderBy: { id: direction },
      skip: (page - 1) * pageSize,
      take: pageSize,
      select: columns,
    }),
    store.db.task.count({ where }),
  ]);
  return { rows: rows.map((row) => asRow(store, row)), total, page, pageSize };
}

/** Null where there is none. */
export async function readTask(store: Store, id: number): Promise<TaskView | null> {
  const row = await store.db.task.findUnique({ where: { id }, select: { ...columns, input: true, result: true } });
  if (row === null) return null;
  const { input, result, ...rest } = row;
  return {
    ...asRow(store, rest),
    input: JSON.parse(input) as unknown,
    result: result === null ? null : (JSON.parse(result) as unknown),
  };
}

/** The steps of a task in order. */
export async function readTaskItems(store: Store, taskId: number, list: TaskItemList): Promise<Page<TaskItemRow>> {
  const { page, pageSize, verdict } = list;
  const outcome = list.outcome === "" ? undefined : list.outcome === "open" ? null : list.outcome;
  const where = { taskId, verdict, outcome };
  const [rows, total] = await Promise.all([
    store.db.taskItem.findMany({
      where,
      orderBy: { number: "asc" },
      skip: (page - 1) * pageSize,
      take: pageSize,
      select: { number: true, object: true, accountId: true, verdict: true, outcome: true, text: true },
    }),
    store.db.taskItem.count({ where }),
  ]);
  const shown = rows.map((row) => ({ ...row, outcome: row.outcome as ItemOutcome | null }));
  return { rows: shown, total, page, pageSize };
}

/** Steps by what was said of them before, and by what came of them ("" while open). */
export async function countTaskItems(
  store: Store,
  taskId: number,
): Promise<readonly { verdict: string; outcome: ItemOutcome | null; count: number }[]> {
  const groups = await store.db.taskItem.groupBy({
    by: ["verdict", "outcome"],
    where: { taskId },
    _count: { _all: true },
  });
  return groups.map(({ verdict, outcome, _count }) => ({
    verdict,
    outcome: outcome as ItemOutcome | null,
    count: _count._all,
  }));
}

type Stored = Prisma.TaskGetPayload<{ select: typeof columns }>;

function asRow(store: Store, { cancelWishedAt, state, ...row }: Stored): TaskRow {
  const silentMs = row.seenAt === null ? 0 : store.clock.now().getTime() - row.seenAt.getTime();
  return {
    ...row,
    state: state as TaskState,
    isInterrupted: state === "running" && silentMs > silenceMs,
    isCancelWished: cancelWishedAt !== null,
  };
}
