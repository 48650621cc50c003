import type { Store } from "../store.ts";
import type { AccountStanding } from "./schema.ts";

/** What has become of an account that something of the past names. */
export async function readStanding({ db }: Store, id: number): Promise<AccountStanding> {
  return standingOf(await db.account.findUnique({ where: { id }, select: { deletedAt: true } }));
}

export function standingOf(account: { readonly deletedAt: Date | null } | null): AccountStanding {
  if (account === null) return "gone";
  return account.deletedAt === null ? "here" : "deleted";
}
