import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "../..");

/** Every address of the console, found in the tree, so that a page added later is asked about too. `id` stands where one has to. */
export function everyPage(id = "1"): string[] {
  return filesCalled("page.tsx").map((file) => addressOf(file, id));
}

export function everyRoute(): string[] {
  return filesCalled("route.ts").map((file) => addressOf(file, "session"));
}

export interface ServerAction {
  readonly id: string;
  readonly name: string;
  /** A page that has it. */
  readonly page: string;
}

/** Every server action of the built console. */
export function everyAction(): ServerAction[] {
  const file = join(root, ".next/server/server-reference-manifest.json");
  const { node } = JSON.parse(readFileSync(file, "utf8")) as {
    node: Record<string, { exportedName: string; workers: Record<string, unknown> }>;
  };
  return Object.entries(node).map(([id, { exportedName, workers }]) => ({
    id,
    name: exportedName,
    page: addressOf(Object.keys(workers).at(-1) ?? "", "1"),
  }));
}

function filesCalled(name: string): string[] {
  return readdirSync(join(root, "app"), { recursive: true, encoding: "utf8" })
    .filter((file) => file === name || file.endsWith(`/${name}`))
    .map((file) => `app/${file}`)
    .sort();
}

/** "app/(console)/accounts/[id]/page.tsx" is served at "/accounts/1". */
function addressOf(file: string, id: string): string {
  const path = file
    .replace(/^app/, "")
    .replace(/\/(page|route)(\.tsx?)?$/, "")
    .replaceAll(/\/\([^)]*\)/g, "")
    .replaceAll(/\[[^\]]*\]/g, id);
  return path === "" ? "/" : path;
}
