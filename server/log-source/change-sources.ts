import { realpath, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { type Actor, appendAudit } from "../audit/append-audit.ts";
import { isUniqueViolation } from "../database/refusal.ts";
import { DomainError } from "../errors.ts";
import { parseInput } from "../input/parse-input.ts";
import type { Store } from "../store.ts";
import { assertAllowed, refusedBy } from "./allowed-place.ts";
import {
  type NewSource,
  newSource,
  type SourceChange,
  sourceChange,
  sourceDeletion,
  type SourceSwitch,
  sourceSwitch,
} from "./schema.ts";

const select = { id: true, name: true, path: true, kind: true, zone: true, isEnabled: true } as const;

/**
 * From now on this log is read, with its rotated files. The file itself need not be there yet, its folder must. Refuses with `invalid`, `not-allowed` (a
 * place outside the allowed folders, also by way of links), `already-exists` (name or path).
 */
export async function createSource(
  store: Store,
  input: NewSource,
  actor: Actor,
): Promise<{ id: number; path: string }> {
  const { path: typed, ...wished } = parseInput(newSource, input);
  const path = await placeOf(store, typed);
  const now = store.clock.now();
  return named(() =>
    store.db.$transaction(async (tx) => {
      const same = await tx.logSource.findFirst({ where: { path }, select: { name: true } });
      if (same !== null) throw new DomainError("already-exists", `${path} is read already, as “${same.name}”.`, "path");
      const { id } = await tx.logSource.create({ data: { ...wished, path, createdAt: now }, select: { id: true } });
      await appendAudit(tx, actor, now, {
        action: "log-source.create",
        object: wished.name,
        after: { ...wished, path },
      });
      return { id, path };
    }),
  );
}

/** Another name or zone; the zone counts for lines that are read from now on. Refuses with `not-found`, `invalid`, `already-exists`. */
export async function changeSource(store: Store, input: SourceChange, actor: Actor): Promise<void> {
  const { id, ...wished } = parseInput(sourceChange, input);
  const now = store.clock.now();
  await named(() =>
    store.db.$transaction(async (tx) => {
      const before = await tx.logSource.findUnique({ where: { id }, select });
      if (before === null) throw gone();
      const after = { name: wished.name ?? before.name, zone: wished.zone ?? before.zone };
      if (after.name === before.name && after.zone === before.zone) return;
      await tx.logSource.update({ where: { id }, data: after, select: { id: true } });
      const { name, zone } = before;
      await appendAudit(tx, actor, now, { action: "log-source.change", object: name, before: { name, zone }, after });
    }),
  );
}

/** Off: it is read no further; its lines stay. On again, it is read on from there. Refuses with `not-found`. */
export async function setSourceEnabled(store: Store, input: SourceSwitch, actor: Actor): Promise<void> {
  const { id, isEnabled } = parseInput(sourceSwitch, input);
  const now = store.clock.now();
  await store.db.$transaction(async (tx) => {
    const before = await tx.logSource.findUnique({ where: { id }, select });
    if (before === null) throw gone();
    if (before.isEnabled === isEnabled) return;
    await tx.logSource.update({ where: { id }, data: { isEnabled }, select: { id: true } });
    const action = isEnabled ? "log-source.enable" : "log-source.disable";
    await appendAudit(tx, actor, now, { action, object: before.name });
  });
}

/** Its lines are forgotten as well, within minutes; the files are not touched. Refuses with `not-found`. */
export async function deleteSource(store: Store, input: { id: number }, actor: Actor): Promise<{ name: string }> {
  const { id } = parseInput(sourceDeletion, input);
  const now = store.clock.now();
  return store.db.$transaction(async (tx) => {
    const before = await tx.logSource.findUnique({ where: { id }, select });
    if (before === null) throw gone();
    await tx.logSource.delete({ where: { id }, select: { id: true } });
    await appendAudit(tx, actor, now, { action: "log-source.delete", object: before.name, before });
    return { name: before.name };
  });
}

/** Where a path leads: its folder at its real path, and what lies there within the allowed folders too. */
async function placeOf({ environment }: Store, typed: string): Promise<string> {
  const folder = await realpath(dirname(typed)).catch((error: NodeJS.ErrnoException) => {
    const { trouble = `${dirname(typed)} cannot be used.` } = refusedBy(error, dirname(typed)) ?? {};
    throw new DomainError("invalid", trouble, "path", { cause: error });
  });
  const path = join(folder, basename(typed));
  await assertAllowed(environment, path);
  if (path.includes("*")) return path;
  const real = await realpath(path).catch(() => null);
  if (real !== null) await assertAllowed(environment, real);
  await refuseFolder(path);
  return path;
}

async function refuseFolder(path: string): Promise<void> {
  const facts = await stat(path).catch(() => null);
  if (facts === null || facts.isFile()) return;
  throw new DomainError(
    "invalid",
    facts.isDirectory() ? `${path} is a directory, not a file.` : `${path} is not a file.`,
    "path",
  );
}

async function named<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new DomainError("already-exists", "Another source has this name.", "name", { cause: error });
  }
}

function gone(): DomainError {
  return new DomainError("not-found", "This source is not there any more.");
}
