import { open, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Store } from "#server/store.ts";

/** Loses a body as a disk does: what lies around it stays. */
export async function loseBody({ environment }: Store, place: string): Promise<void> {
  if (!place.startsWith("seg/")) return rm(join(environment.dataDirectory, "bodies", place));
  const [, segment, offset = ""] = place.split("/");
  const file = await open(join(environment.dataDirectory, "segments", `${segment}.seg`), "r+");
  try {
    await file.write(Buffer.alloc(96), 0, 96, Number.parseInt(offset, 36));
  } finally {
    await file.close();
  }
}
