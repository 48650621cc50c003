import { statfs } from "node:fs/promises";
import { tryStore } from "../diagnostic/try-store.ts";
import type { Store } from "../store.ts";
import { readLooseFiles } from "./file-modes.ts";
import { finding } from "./finding.ts";
import type { Finding } from "./schema.ts";

const slowCommitMs = 100;
const leastInodeShare = 0.05;
const named = 3;

/** A committed write, room for octets and for files, and who may read the data directory. */
export async function* checkStorage(store: Store): AsyncGenerator<Finding> {
  const { engine, commitMs, directory, freeOctets, leastOctets } = await tryStore(store);
  const isSlow = commitMs > slowCommitMs;
  yield finding("storage", "Database", isSlow ? "warning" : "good", {
    seen: `${engine === "sqlite" ? "SQLite" : "PostgreSQL"}: a committed write took ${commitMs.toFixed(1)} ms.`,
    tookMs: commitMs,
    remedy: isSlow ? "Each delivery and QUIT waits for such a write: look for a busy disk or a slow network." : null,
  });
  const isFull = freeOctets < leastOctets;
  yield finding("storage", "Disk space", isFull ? "bad" : "good", {
    seen: `${Math.round(freeOctets / 1_000_000)} MB are free in ${directory}.`,
    remedy: isFull ? "Make room before mail is refused with 452 4.3.1." : null,
  });
  yield await inodes(directory);
  yield await modes(store);
}

async function inodes(directory: string): Promise<Finding> {
  const { files, ffree } = await statfs(directory);
  if (files === 0) return finding("storage", "Inodes", "skipped", { seen: "This file system makes them as needed." });
  const isShort = ffree / files < leastInodeShare;
  return finding("storage", "Inodes", isShort ? "bad" : "good", {
    seen: `${ffree} of ${files} are free.`,
    remedy: isShort
      ? "No new file can be made when they run out, however much space is free: remove small files."
      : null,
  });
}

async function modes(store: Store): Promise<Finding> {
  const loose = await readLooseFiles(store);
  if (loose.length === 0) {
    return finding("storage", "File modes", "good", {
      seen: "Only the owner can read the data directory (0700, 0600).",
    });
  }
  const strange = loose.filter(({ strangeOwner }) => strangeOwner !== null);
  const list = loose
    .slice(0, named)
    .map(({ path, mode }) => `${path} (${mode.toString(8).padStart(4, "0")})`)
    .join(", ");
  const more = loose.length > named ? ` and ${loose.length - named} more` : "";
  const isRepairable = loose.length > strange.length;
  return finding("storage", "File modes", "warning", {
    seen: `Others than the owner can read, or own: ${list}${more}.`,
    remedy: isRepairable
      ? "Folders should be 0700 and files 0600: repair them."
      : `Give them to the owner of the data directory: chown -R --reference=${store.environment.dataDirectory} ${store.environment.dataDirectory}`,
    repair: isRepairable ? "file-modes" : null,
  });
}
