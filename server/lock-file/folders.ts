import { realpath } from "node:fs/promises";
import { type Actor, appendAudit } from "../audit/append-audit.ts";
import { isUniqueViolation } from "../database/refusal.ts";
import { DomainError } from "../errors.ts";
import { holdFolder } from "../folder/held-folder.ts";
import { isWithin, refuseOwnFolder } from "../folder/within.ts";
import type { Store } from "../store.ts";
import { lookFor } from "./look.ts";
import type { NewSpoolFolder, SpoolFolder } from "./schema.ts";

/**
 * From now on lock files are looked for in this folder, by its real path. Refuses with `invalid` what is no folder, may not be read, lies
 * outside the folders of POPDESK_SPOOLS or in the data directory; `already-exists`.
 */
export async function addSpoolFolder(
  store: Store,
  { path: typed }: NewSpoolFolder,
  actor: Actor,
): Promise<{ id: number; path: string }> {
  const path = await realpath(typed).catch((error: NodeJS.ErrnoException) => {
    throw invalid(`${typed} ${error.code === "EACCES" ? "may not be read by this user" : "is not there"}.`, error);
  });
  await refuseOutside(store, path);
  await (await holdFolder(path, absent(path))).close();
  const now = store.clock.now();
  try {
    return await store.db.$transaction(async (tx) => {
      const { id } = await tx.spoolFolder.create({ data: { path, createdAt: now }, select: { id: true } });
      await appendAudit(tx, actor, now, { action: "spool-folder.add", object: path });
      return { id, path };
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new DomainError("already-exists", `${path} is looked through already.`, "path", { cause: error });
  }
}

/** It is looked through no longer; no file in it is touched. Refuses with `not-found`. */
export async function removeSpoolFolder(store: Store, { id }: { id: number }, actor: Actor): Promise<{ path: string }> {
  const now = store.clock.now();
  return store.db.$transaction(async (tx) => {
    const folder = await tx.spoolFolder.findUnique({ where: { id }, select: { path: true } });
    if (folder === null) throw new DomainError("not-found", "This folder is not looked through any more.");
    await tx.spoolFolder.delete({ where: { id }, select: { id: true } });
    await appendAudit(tx, actor, now, { action: "spool-folder.remove", object: folder.path });
    return folder;
  });
}

/** Each folder with its lock files as they are now, by path. What cannot be looked into says why. */
export async function readSpoolFolders(store: Store): Promise<SpoolFolder[]> {
  const folders = await store.db.spoolFolder.findMany({ orderBy: { path: "asc" }, select: { id: true, path: true } });
  return Promise.all(
    folders.map(async ({ id, path }) => {
      try {
        await refuseOutside(store, path);
        const handle = await holdFolder(path, absent(path));
        try {
          return { id, path, ...(await lookFor(handle, path, store.clock)), errorText: null };
        } finally {
          await handle.close();
        }
      } catch (error) {
        if (!(error instanceof DomainError)) throw error;
        return { id, path, files: [], moreCount: 0, errorText: error.message };
      }
    }),
  );
}

/** What the console may be aimed at is said by who runs the machine, not by the console. */
export async function refuseOutside({ environment }: Store, path: string): Promise<void> {
  const { spoolRoots, dataDirectory } = environment;
  await refuseOwnFolder(path, dataDirectory);
  const roots = await Promise.all(spoolRoots.map((root) => realpath(root).catch(() => null)));
  if (roots.some((root) => root !== null && isWithin(path, root))) return;
  throw invalid(
    `${path} lies outside the folders that may be looked through: ${spoolRoots.join(", ") || "none"}. The variable POPDESK_SPOOLS names them.`,
  );
}

export const absent = (path: string) => `${path} is not there.`;

function invalid(sentence: string, cause?: unknown): DomainError {
  return new DomainError("invalid", sentence, "path", { cause });
}
