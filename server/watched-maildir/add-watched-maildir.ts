import { realpath } from "node:fs/promises";
import { accountGone } from "../account/living-account.ts";
import { type Actor, appendAudit } from "../audit/append-audit.ts";
import { isUniqueViolation } from "../database/refusal.ts";
import { DomainError } from "../errors.ts";
import { refuseOwnFolder } from "../folder/within.ts";
import { parseInput } from "../input/parse-input.ts";
import type { Store } from "../store.ts";
import { openFolder } from "./folder.ts";
import { type NewWatchedMaildir, newWatchedMaildir } from "./schema.ts";

/**
 * From now on the daemon takes what appears in the Maildir's new/. Its real path is kept: whoever owns a folder on the way cannot lead
 * it elsewhere by a link later. Refuses with `invalid` what is no Maildir, may not be read, or lies in the data directory;
 * `already-exists`; `not-found` where there is no such account.
 */
export async function addWatchedMaildir(
  store: Store,
  input: NewWatchedMaildir,
  actor: Actor,
): Promise<{ id: number; path: string; account: string }> {
  const { path: typed, accountId } = parseInput(newWatchedMaildir, input);
  const path = await realpath(typed).catch((error: NodeJS.ErrnoException) => {
    throw invalid(`${typed} ${error.code === "EACCES" ? "may not be read by this user" : "is not there"}.`, error);
  });
  // Popdesk would deliver its own files to itself.
  await refuseOwnFolder(path, store.environment.dataDirectory);
  for (const name of ["new", "cur"] as const) await (await openFolder(path, name)).close();
  const now = store.clock.now();
  try {
    return await store.db.$transaction(async (tx) => {
      const account = await tx.account.findUnique({
        where: { id: accountId, deletedAt: null },
        select: { address: true },
      });
      if (!account) throw accountGone();
      const { id } = await tx.watchedMaildir.create({
        data: { path, accountId, createdAt: now },
        select: { id: true },
      });
      const after = { account: account.address };
      await appendAudit(tx, actor, now, { action: "watched-maildir.add", object: path, after });
      return { id, path, account: account.address };
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new DomainError("already-exists", `${path} is watched already.`, "path", { cause: error });
  }
}

function invalid(sentence: string, cause?: unknown): DomainError {
  return new DomainError("invalid", sentence, "path", { cause });
}
