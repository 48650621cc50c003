import { randomBytes } from "node:crypto";
import { type Actor, appendAudit } from "../audit/append-audit.ts";
import { DomainError } from "../errors.ts";
import type { Store } from "../store.ts";
import { administratorColumns, asAdministrator, usable } from "./read.ts";
import type { AdministratorView, SignInRow } from "./schema.ts";

/** A browser stays signed in for this long, and no longer than the second without being seen. */
const longestMs = 30 * 24 * 60 * 60 * 1000;
const idleMs = 7 * 24 * 60 * 60 * 1000;
/** `seenAt` is written no more often than this. */
const seenStepMs = 60 * 1000;
const longestUserAgent = 400;

export interface NewSignIn {
  readonly administratorId: number;
  readonly remoteAddress: string;
  readonly userAgent: string;
}

/** A browser of an administrator whose password was right. Gives the id its cookie carries. */
export async function startSignIn(store: Store, input: NewSignIn): Promise<string> {
  const now = store.clock.now();
  const id = randomBytes(24).toString("base64url");
  const expiresAt = new Date(now.getTime() + longestMs);
  const userAgent = input.userAgent.slice(0, longestUserAgent);
  await store.db.$transaction(async (tx) => {
    const { administrator } = await tx.signIn.create({
      data: { ...input, id, userAgent, createdAt: now, seenAt: now, expiresAt },
      select: { administrator: { select: { email: true } } },
    });
    const actor: Actor = { kind: "administrator", name: administrator.email, remoteAddress: input.remoteAddress };
    await appendAudit(tx, actor, now, { action: "administrator.sign-in", object: administrator.email });
  });
  return id;
}

/**
 * Whose browser this is, at every request; null where it was signed out, revoked or has expired, or the administrator may
 * not sign in any more.
 */
export async function readSignIn(store: Store, id: string): Promise<AdministratorView | null> {
  const now = store.clock.now();
  const row = await store.db.signIn.findUnique({
    where: {
      id,
      endedAt: null,
      expiresAt: { gt: now },
      seenAt: { gt: new Date(now.getTime() - idleMs) },
      administrator: usable,
    },
    select: { seenAt: true, administrator: { select: administratorColumns } },
  });
  if (!row) return null;
  if (now.getTime() - row.seenAt.getTime() > seenStepMs) {
    await store.relaxed.signIn.updateMany({ where: { id }, data: { seenAt: now } });
  }
  return asAdministrator(row.administrator);
}

/** Signs one browser out. Idempotent. */
export async function endSignIn(store: Store, id: string): Promise<void> {
  await store.db.signIn.updateMany({ where: { id, endedAt: null }, data: { endedAt: store.clock.now() } });
}

/** Browsers an administrator is signed in with, the one last seen first. */
export function readSignIns(store: Store, administratorId: number): Promise<SignInRow[]> {
  return store.db.signIn.findMany({
    where: { administratorId, endedAt: null, expiresAt: { gt: store.clock.now() } },
    orderBy: { seenAt: "desc" },
    select: { id: true, remoteAddress: true, userAgent: true, createdAt: true, seenAt: true, expiresAt: true },
  });
}

/** Signs out another of the same administrator's browsers. Refuses with `not-found` what is not his. */
export async function revokeSignIn(
  store: Store,
  { administratorId, id }: { administratorId: number; id: string },
  actor: Actor,
): Promise<void> {
  const now = store.clock.now();
  await store.db.$transaction(async (tx) => {
    const { count } = await tx.signIn.updateMany({
      where: { id, administratorId, endedAt: null },
      data: { endedAt: now },
    });
    if (count === 0) throw new DomainError("not-found", "This browser is already signed out.");
    await appendAudit(tx, actor, now, { action: "administrator.revoke-sign-in", object: actor.name });
  });
}
