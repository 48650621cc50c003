import { randomInt } from "node:crypto";
import type { Db } from "../db.ts";

const epochLength = 6;

/** Makes the one Control row of a new store, with the epoch its unique-ids will carry. Does nothing where it stands. */
export async function ensureControl(db: Db): Promise<void> {
  const existing = await db.control.findUnique({ where: { id: 1 }, select: { id: true } });
  if (existing) return;
  // Two processes may come here together: the primary key lets one in.
  await db.$executeRaw`INSERT INTO "Control" ("id", "storeEpoch") VALUES (1, ${randomEpoch()}) ON CONFLICT ("id") DO NOTHING`;
}

/** The first part of every unique-id that is given from now on. */
export function randomEpoch(): string {
  return Array.from({ length: epochLength }, () => randomInt(36).toString(36)).join("");
}
