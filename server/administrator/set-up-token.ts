import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { takeTurn } from "../control/grow.ts";
import type { Tx } from "../db.ts";
import { DomainError } from "../errors.ts";
import type { Store } from "../store.ts";

const name = "set-up-token";
const tokenOctets = 32;

/**
 * Makes the token of the one-time set-up link; an earlier one ends. Only its hash is stored. Refuses with `not-allowed`
 * once there is an owner.
 */
export async function issueSetUpToken(store: Store): Promise<string> {
  const token = randomBytes(tokenOctets).toString("base64url");
  const value = JSON.stringify(hashOf(token).toString("hex"));
  await store.db.$transaction(async (tx) => {
    await takeTurn(tx);
    const owner = await tx.administrator.findFirst({ where: { role: "owner" }, select: { email: true } });
    if (owner) {
      throw new DomainError(
        "not-allowed",
        `This server is set up; its owner is ${owner.email}. A forgotten password: popdesk owner password ${owner.email}`,
      );
    }
    await tx.setting.upsert({ where: { name }, create: { name, value }, update: { value } });
  });
  return token;
}

/** In constant time; false once there is an owner. */
export async function isSetUpToken(store: Store, token: string): Promise<boolean> {
  const row = await store.db.setting.findUnique({ where: { name }, select: { value: true } });
  const expected = row ? Buffer.from(JSON.parse(row.value) as string, "hex") : hashOf(randomBytes(tokenOctets));
  return timingSafeEqual(expected, hashOf(token));
}

/** In the transaction that makes the owner. */
export async function withdrawSetUpToken(tx: Tx): Promise<void> {
  await tx.setting.deleteMany({ where: { name } });
}

function hashOf(token: string | Buffer): Buffer {
  return createHash("sha256").update(token).digest();
}
