import type { Db, Tx } from "../db.ts";
import { DomainError } from "../errors.ts";
import type { RetentionPlace } from "./schema.ts";

/** How a person calls it: "server", the domain's name, the account's address. Refuses with `not-found`. */
export async function placeName(db: Db | Tx, place: RetentionPlace): Promise<string> {
  const name = await findPlaceName(db, place);
  if (name === null) throw new DomainError("not-found", `There is no such ${place.level} any more.`);
  return name;
}

/** The same; null where it is not there. */
export async function findPlaceName(db: Db | Tx, { level, id }: RetentionPlace): Promise<string | null> {
  if (level === "server" || id === undefined) return "server";
  if (level === "domain") {
    const domain = await db.domain.findUnique({ where: { id }, select: { name: true } });
    return domain?.name ?? null;
  }
  const account = await db.account.findUnique({ where: { id }, select: { address: true } });
  return account?.address ?? null;
}
