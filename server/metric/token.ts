import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { type Actor, appendAudit } from "../audit/append-audit.ts";
import { DomainError } from "../errors.ts";
import type { Store } from "../store.ts";
import type { MetricsTokenView } from "./schema.ts";

const object = "/metrics";
const id = 1;

/** A new token for /metrics, shown this once; the one before is worth nothing from now on. */
export async function createMetricsToken(store: Store, _input: unknown, actor: Actor): Promise<{ token: string }> {
  const token = `popdesk_metrics_${randomBytes(24).toString("base64url")}`;
  const now = store.clock.now();
  await store.db.$transaction(async (tx) => {
    const before = await tx.metricsToken.findUnique({ where: { id }, select: { createdAt: true } });
    const row = { hash: hashOf(token), createdAt: now };
    await tx.metricsToken.upsert({ where: { id }, create: { id, ...row }, update: row });
    await appendAudit(tx, actor, now, { action: "metrics-token.create", object, before });
  });
  return { token };
}

/** Refuses with `not-found` where there is none. */
export async function revokeMetricsToken(store: Store, _input: unknown, actor: Actor): Promise<void> {
  const now = store.clock.now();
  await store.db.$transaction(async (tx) => {
    const { count } = await tx.metricsToken.deleteMany({ where: { id } });
    if (count === 0) throw new DomainError("not-found", "There is no token for /metrics.");
    await appendAudit(tx, actor, now, { action: "metrics-token.revoke", object });
  });
}

export function readMetricsToken({ db }: Pick<Store, "db">): Promise<MetricsTokenView | null> {
  return db.metricsToken.findUnique({ where: { id }, select: { createdAt: true } });
}

/** Whether this is the token. */
export async function isMetricsToken({ db }: Pick<Store, "db">, given: string): Promise<boolean> {
  const known = await db.metricsToken.findUnique({ where: { id }, select: { hash: true } });
  return known !== null && timingSafeEqual(Buffer.from(known.hash), Buffer.from(hashOf(given)));
}

function hashOf(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
