import { foldAddress } from "../account/address.ts";
import { type Actor, appendAudit } from "../audit/append-audit.ts";
import { growGeneration } from "../control/grow.ts";
import { DomainError } from "../errors.ts";
import { parseInstant } from "../input/instant.ts";
import { parseInput } from "../input/parse-input.ts";
import type { Store } from "../store.ts";
import { durations, type NewException, newException } from "./schema.ts";

const hourMs = 60 * 60 * 1000;
const longestMs = 366 * 24 * hourMs;
const mostInForce = 1_000;

/**
 * Holds within a second, and ends by itself. Refuses an end that is past, or further than a year, at `endsAt`, an address nobody has at
 * `address`, and the same again (`already-exists`).
 */
export async function createException(store: Store, input: NewException, actor: Actor): Promise<{ id: number }> {
  const {
    policy,
    listenerId,
    network,
    address,
    reason,
    lasts,
    endsAt: typedEnd,
    zone,
  } = parseInput(newException, input);
  const now = store.clock.now();
  const endsAt = lasts === "until" ? endOf(typedEnd, zone, now) : new Date(now.getTime() + durations[lasts] * hourMs);
  return store.db.$transaction(async (tx) => {
    await growGeneration(tx);
    const account =
      address === undefined
        ? null
        : await tx.account.findUnique({
            where: { address: foldAddress(address), deletedAt: null },
            select: { id: true, address: true },
          });
    if (address !== undefined && account === null)
      throw new DomainError("not-found", `There is no account ${address}.`, "address");
    const listener =
      listenerId === undefined
        ? null
        : await tx.listener.findUnique({ where: { id: listenerId }, select: { name: true } });
    if (listenerId !== undefined && listener === null)
      throw new DomainError("not-found", "This listener no longer exists.", "listenerId");
    const whom = { policy, listenerId: listenerId ?? null, network: network ?? null, accountId: account?.id ?? null };
    const inForce = { endedAt: null, endsAt: { gt: now } };
    if (
      await tx.exception.findFirst({ where: { ...whom, ...inForce, endsAt: { gte: endsAt } }, select: { id: true } })
    ) {
      const field = account === null ? "network" : "address";
      throw new DomainError("already-exists", "There is an exception for it that lasts as long or longer.", field);
    }
    if ((await tx.exception.count({ where: inForce })) >= mostInForce) {
      throw new DomainError(
        "invalid",
        `There are ${mostInForce} exceptions in force, which is no exception any more: change the policy.`,
      );
    }
    const row = await tx.exception.create({ data: { ...whom, reason, createdAt: now, endsAt }, select: { id: true } });
    await appendAudit(tx, actor, now, {
      action: "exception.create",
      object: account?.address ?? network ?? "",
      after: { policy, listener: listener?.name ?? null, reason, endsAt },
    });
    return row;
  });
}

/** Over at once; it stays in the list for a while. Refuses with `not-found` what is over already. */
export async function endException(store: Store, { id }: { id: number }, actor: Actor): Promise<void> {
  const now = store.clock.now();
  await store.db.$transaction(async (tx) => {
    await growGeneration(tx);
    const { count } = await tx.exception.updateMany({
      where: { id, endedAt: null, endsAt: { gt: now } },
      data: { endedAt: now },
    });
    if (count === 0) throw new DomainError("not-found", "This exception is over already.", "id");
    const row = await tx.exception.findUniqueOrThrow({
      where: { id },
      select: { policy: true, network: true, endsAt: true, account: { select: { address: true } } },
    });
    await appendAudit(tx, actor, now, {
      action: "exception.end",
      object: row.account?.address ?? row.network ?? "",
      before: { policy: row.policy, endsAt: row.endsAt },
      after: { endedAt: now },
    });
  });
}

function endOf(typed: string | undefined, zone: string | undefined, now: Date): Date {
  const endsAt = parseInstant(typed ?? "", zone || undefined);
  const refused = (sentence: string) => new DomainError("invalid", sentence, "endsAt");
  if (endsAt === null) throw refused("Type a date and a time that exist, such as 2026-12-01T08:00.");
  if (endsAt <= now) throw refused("This lies in the past: an exception ends later than now.");
  if (endsAt.getTime() - now.getTime() > longestMs) throw refused("An exception lasts a year at most.");
  return endsAt;
}
