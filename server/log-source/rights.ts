import { readFile, stat } from "node:fs/promises";

export interface Rights {
  readonly mode: number;
  /** Whose members may read what the mode lets them; null where it has no name, or opens far more than logs. */
  readonly group: string | null;
}

/** Of a file; undefined where even that may not be known. */
export async function rightsOf(path: string): Promise<Rights | undefined> {
  const facts = await stat(path).catch(() => null);
  if (facts === null) return undefined;
  const groups = await readFile("/etc/group", "utf8").catch(() => "");
  const line = groups.split("\n").find((each) => each.split(":")[2] === String(facts.gid));
  const name = line?.split(":")[0] ?? null;
  return { mode: facts.mode, group: name === "root" ? null : name };
}
