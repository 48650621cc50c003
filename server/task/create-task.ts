import type { Actor } from "../audit/append-audit.ts";
import type { Tx } from "../db.ts";

export interface NewTask {
  /** A kind that server/task/works.ts knows, or that the asking program runs itself. */
  readonly kind: string;
  /** What it does, in a few words: "Switch sign-in off for 4 211 accounts". */
  readonly title: string;
  /** By the kind's schema; never a secret. */
  readonly input: unknown;
  readonly totalCount?: number;
  /** Prepared and shown, not yet asked for. */
  readonly isDraft?: boolean;
}

/** In the transaction that gives the reason. The console takes it up within a second, unless it is a draft. */
export async function createTask(tx: Tx, task: NewTask, actor: Actor, now: Date): Promise<number> {
  const { kind, title, input, totalCount = 0, isDraft = false } = task;
  const { id } = await tx.task.create({
    data: {
      kind,
      title,
      input: JSON.stringify(input),
      totalCount,
      state: isDraft ? "draft" : "waiting",
      actorKind: actor.kind,
      actorName: actor.name,
      remoteAddress: actor.remoteAddress,
      createdAt: now,
    },
    select: { id: true },
  });
  return id;
}
