import { spawn } from "node:child_process";
import { createHash, randomInt } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { build } from "esbuild";
import { engineOf } from "#server/database/url.ts";
import { checkStore } from "#server/maildrop/check-store.ts";
import type { Finding } from "#server/maildrop/finding.ts";
import { finishRemovals } from "#server/maildrop/finish-removals.ts";
import { uniqueIdOf } from "#server/message/unique-id.ts";
import type { Store } from "#server/store.ts";
import { tester } from "#test/support/actor.ts";
import { eventually } from "#test/support/eventually.ts";
import { readBody } from "#test/support/mail.ts";

/** By which a PostgreSQL server knows the connections of a life. */
const programName = "popdesk-churn";
/** Between the line that ends a life and its end. */
const longestPauseMs = 20;

interface Told {
  readonly uniqueId: string;
  readonly sha256: string;
}

/** What the lives of a store have told, and whether the store still keeps to it. */
export class Rounds {
  /** Acknowledged and not removed, by `account sequence`. */
  readonly #present = new Map<string, Told>();
  /** An UPDATE was asked for and never answered: removed or not, but one of the two. */
  readonly #asked = new Map<string, Told>();
  readonly #removed = new Map<string, Told>();
  delivered = 0;
  removed = 0;

  constructor(
    private readonly store: Store,
    private readonly variables: Readonly<Record<string, string>>,
    private readonly program: string,
  ) {}

  /** One life, ended by SIGKILL at a moment nobody knows. Gives what is not as it must be. */
  async round(mostLines: number): Promise<string[]> {
    const complaints = await this.#live(randomInt(1, mostLines));
    return [...complaints, ...(await this.#look())];
  }

  async #live(lines: number): Promise<string[]> {
    const complaints: string[] = [];
    const child = spawn(process.execPath, [this.program], {
      env: { ...process.env, ...this.variables, PGAPPNAME: programName },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const reader = createInterface({ input: child.stdout });
    let left = lines;
    reader.on("line", (line) => {
      if (line.startsWith("!")) complaints.push(line);
      else this.#hear(line);
      left -= 1;
      if (left === 0) setTimeout(() => child.kill("SIGKILL"), randomInt(longestPauseMs));
    });
    const [[, signal]] = await Promise.all([once(child, "exit"), once(reader, "close")]);
    await this.#lastWords();
    if (signal !== "SIGKILL") complaints.push(`the process ended by itself: ${signal}`);
    return complaints;
  }

  /** What the process had sent to a PostgreSQL server may be done after its death. */
  async #lastWords(): Promise<void> {
    const { db, environment } = this.store;
    if (engineOf(environment.databaseUrl) === "sqlite") return;
    await eventually(async () => {
      const left = await db.$queryRaw<unknown[]>`
        SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND application_name = ${programName}`;
      return left.length === 0;
    });
  }

  /** A last line that is cut was not heard by anybody. */
  #hear(line: string): void {
    const added = /^\+ (\d+ \d+) (\S+) ([0-9a-f]{64})$/.exec(line);
    if (added) {
      const [, key = "", uniqueId = "", sha256 = ""] = added;
      // A session may have seen the commit, and asked for the UPDATE, before the delivery heard of it.
      const holder = [this.#asked, this.#removed].find((map) => map.has(key)) ?? this.#present;
      holder.set(key, { uniqueId, sha256 });
      this.delivered += 1;
      return;
    }
    const [kind, account, ...sequences] = line.split(" ");
    for (const sequence of sequences) {
      const key = `${account} ${sequence}`;
      const told = this.#present.get(key) ?? this.#asked.get(key) ?? { uniqueId: "", sha256: "" };
      this.#present.delete(key);
      this.#asked.delete(key);
      if (kind === "?") this.#asked.set(key, told);
      else this.#removed.set(key, told);
      if (kind === "-") this.removed += 1;
    }
  }

  async #look(): Promise<string[]> {
    const { store } = this;
    const wrong: string[] = [];
    await finishRemovals(store);
    const rows = new Map(
      (await store.db.message.findMany()).map((row) => [`${row.accountId} ${row.sequence}` as string, row] as const),
    );
    for (const [key, told] of this.#present) {
      const row = rows.get(key);
      if (!row) {
        wrong.push(`${key} is gone`);
        continue;
      }
      const { uniqueEpoch: epoch, uniqueNumber, bodyPlace, octets } = row;
      if (uniqueIdOf({ epoch, number: Number(uniqueNumber) }) !== told.uniqueId) wrong.push(`${key} has another name`);
      if ((await this.#sha256(bodyPlace, octets)) !== told.sha256) wrong.push(`${key} is not what was delivered`);
    }
    for (const [key] of this.#removed) if (rows.has(key)) wrong.push(`${key} came back`);
    for (const [key, told] of this.#asked) (rows.has(key) ? this.#present : this.#removed).set(key, told);
    this.#asked.clear();
    // Delivered, and nobody heard the answer.
    for (const [key, row] of rows) {
      if (this.#present.has(key)) continue;
      const uniqueId = uniqueIdOf({ epoch: row.uniqueEpoch, number: Number(row.uniqueNumber) });
      this.#present.set(key, { uniqueId, sha256: await this.#sha256(row.bodyPlace, row.octets) });
    }
    return [...wrong, ...(await this.#check())];
  }

  /** Bodies without rows are deliveries that were never acknowledged, and nothing else. */
  async #check(): Promise<string[]> {
    const findings: Finding[] = [];
    await checkStore(this.store, { repair: true, actor: tester, graceMs: 0, onFinding: (each) => findings.push(each) });
    const known = new Set([...this.#present.values(), ...this.#removed.values()].map(({ uniqueId }) => uniqueId));
    const wrong: string[] = [];
    for (const finding of findings) {
      if (finding.kind !== "orphan-body") wrong.push(JSON.stringify(finding));
      else if (known.has(finding.place.split("/").at(-1) ?? "")) wrong.push(`${finding.place} has lost its row`);
    }
    return wrong;
  }

  async #sha256(place: string, octets: number): Promise<string> {
    try {
      return createHash("sha256")
        .update(await readBody(this.store.bodies.open(place, octets)))
        .digest("hex");
    } catch (error) {
      return `unreadable: ${error instanceof Error ? `${error.message} ${error.cause}` : error}`;
    }
  }
}

/** The child as one file that starts fast. Remove its folder afterwards. */
export async function bundleChurn(): Promise<{ program: string; remove: () => Promise<void> }> {
  const root = join(import.meta.dirname, "../../../..");
  const folder = await mkdtemp(join(root, "node_modules", ".cache", "popdesk-churn-"));
  const program = join(folder, "churn.mjs");
  await build({
    absWorkingDir: root,
    entryPoints: [join(import.meta.dirname, "churn.ts")],
    outfile: program,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    packages: "external",
    logLevel: "warning",
  });
  return { program, remove: () => rm(folder, { recursive: true }) };
}
