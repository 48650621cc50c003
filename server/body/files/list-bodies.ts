import { opendir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { StoredBody } from "../body-store.ts";

/** Account by account. A file that disappears meanwhile is left out. */
export async function* listBodies(root: string): AsyncGenerator<StoredBody> {
  for await (const shelf of namesIn(root)) {
    if (!/^[0-9a-f]{2}$/.test(shelf)) continue;
    for await (const account of namesIn(join(root, shelf))) {
      if (!/^\d+$/.test(account)) continue;
      for await (const name of namesIn(join(root, shelf, account))) {
        const found = await describe(root, shelf, account, name);
        if (found) yield found;
      }
    }
  }
}

async function* namesIn(path: string): AsyncGenerator<string> {
  try {
    for await (const entry of await opendir(path)) yield entry.name;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
}

async function describe(root: string, shelf: string, account: string, name: string): Promise<StoredBody | null> {
  const place = `${shelf}/${account}/${name}`;
  const found = await stat(join(root, place)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  if (!found?.isFile()) return null;
  const uniqueId = name.replace(/\.eml$/, "");
  return { place, accountId: Number(account), uniqueId, octets: found.size, modifiedAt: found.mtime };
}
