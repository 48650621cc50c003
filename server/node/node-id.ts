import { randomUUID } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Environment } from "../env.ts";
import { giveToOwner } from "./give-to-owner.ts";

/** Names this machine's data directory for as long as it lives: the file node-id, made once. */
export function nodeIdOf(environment: Environment): string {
  const file = join(environment.dataDirectory, "node-id");
  try {
    writeFileSync(file, `${randomUUID()}\n`, { flag: "wx", mode: 0o600 });
    giveToOwner(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  return readFileSync(file, "utf8").trim();
}
