import type { Db, Tx } from "../db.ts";
import { DomainError } from "../errors.ts";
import type { RetentionPlace } from "./schema.ts";

/** How a person calls it: "server", the domain's name, the account's address. Refuses with `not-found`. */
export async function placeName(db: Db | Tx, { level, id }: RetentionPlace): Promise<string> {
  if (level === "server" || id === undefined) return "server";
  if (level === "domain") {
    const domain = await db.domain.findUnique({ where: { id }, select: { name: true } });
    if (domain) return domain.name;
    throw new DomainError("not-found", "There is no such domain any more.");
  }
  const account = await db.account.findUnique({ where: { id }, select: { address: true } });
  if (account) return account.address;
  throw new DomainError("not-found", "There is no such account any more.");
}
