import type { BigIntStats } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/** A file of a source, as it lies there now. */
export interface FoundFile {
  readonly path: string;
  readonly device: string;
  readonly inode: string;
  readonly octets: number;
  readonly changedAtMs: number;
  /** Written to under the source's own name; else a rotated one. */
  readonly isLive: boolean;
  /** By its name; what it is, its first octets say. */
  readonly isPacked: boolean;
}

/** What rotating programs put behind a name: .1, -20261121, .2026-11-21, -20261121-1732200000; and packing behind that. */
const rotated = String.raw`(?:[.-]\d{1,3}|[.-]\d{4}-?\d{2}-?\d{2}(?:[-_T.]?\d{1,10})?)`;
const packed = String.raw`\.gz`;
/** Packed in a way that cannot be read here. */
const otherPacked = String.raw`\.(?:bz2|xz|zst|lz4|Z)`;

export interface FoundFiles {
  /** Rotated ones before live ones, the oldest first. */
  readonly files: readonly FoundFile[];
  /** Beside them, packed by something else than gzip. */
  readonly unreadable: readonly string[];
}

/** The files of a source: those its path names (`*` in the last part is anything but a dot at the beginning), and rotated ones beside them. Throws what the system says. */
export async function findLogFiles(path: string): Promise<FoundFiles> {
  const folder = dirname(path);
  const own = nameExpression(basename(path));
  const live = new RegExp(`^${own}$`, "u");
  const old = new RegExp(`^${own}${rotated}(${packed})?$`, "u");
  const other = new RegExp(`^${own}${rotated}${otherPacked}$`, "u");
  const files: FoundFile[] = [];
  const unreadable: string[] = [];
  for (const name of await readdir(folder)) {
    const past = old.exec(name);
    if (past === null && other.test(name)) {
      unreadable.push(join(folder, name));
      continue;
    }
    if (past === null && !live.test(name)) continue;
    const facts = await factsOf(join(folder, name));
    if (facts === null || !facts.isFile()) continue;
    files.push({
      path: join(folder, name),
      device: String(facts.dev),
      inode: String(facts.ino),
      octets: Number(facts.size),
      changedAtMs: Number(facts.mtimeMs),
      isLive: past === null,
      isPacked: name.endsWith(".gz"),
    });
  }
  files.sort((one, two) => Number(one.isLive) - Number(two.isLive) || one.changedAtMs - two.changedAtMs);
  return { files, unreadable };
}

/** Whether something is there under a name without `*`, and is no file. */
export async function isOtherThanFile(path: string): Promise<boolean> {
  const facts = await factsOf(path);
  return facts !== null && !facts.isFile();
}

/** Null where it is gone. */
async function factsOf(path: string): Promise<BigIntStats | null> {
  return stat(path, { bigint: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ELOOP") return null;
    throw error;
  });
}

function nameExpression(name: string): string {
  const text = name.replaceAll(/[.+?^${}()|[\]\\/]/g, String.raw`\$&`).replaceAll("*", ".*");
  return name.startsWith("*") ? String.raw`(?!\.)${text}` : text;
}
