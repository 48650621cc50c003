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
import { finishPurges } from "#server/recoverable/finish-purges.ts";
import { unpackFacts } from "#server/retention-run/part-facts.ts";
import { uniqueIdOf } from "#server/message/unique-id.ts";
import type { Store } from "#server/store.ts";
import { tester } from "#test/support/actor.ts";
import { eventually } from "#test/support/eventually.ts";
import { readBody } from "#test/support/mail.ts";

/** By which a PostgreSQL server knows the connections of a life. */
const programName = "popdesk-churn";
/** Between the line that ends a life and its end. */
const longestPauseMs = 20;

interface Row {
  readonly uniqueEpoch: string;
  readonly uniqueNumber: bigint;
  readonly bodyPlace: string;
  readonly octets: number;
}

/** Among the mail, among what can be brought back, or gone for good. */
type Where = "present" | "kept" | "gone";

/** What is known of a message by what was heard. */
interface Told {
  /** Empty while its delivery was not heard of. */
  uniqueId: string;
  sha256: string;
  /** Where it may be: what was asked for and never answered has happened or not. */
  where: ReadonlySet<Where>;
  /** How often it may have been restored since the last look, heard of or not. */
  restoredCount: number;
}

/** What an order does: from where to where. */
const orders: Readonly<Record<string, readonly [from: Where, to: Where]>> = {
  remove: ["present", "gone"],
  keep: ["present", "kept"],
  restore: ["kept", "present"],
  purge: ["kept", "gone"],
};

/** What the lives of a store have told, and whether the store still keeps to it. */
export class Rounds {
  /** By `account sequence`. */
  readonly #told = new Map<string, Told>();
  /** The last part of a run's report that was read. */
  #lastPart = 0;
  delivered = 0;
  removed = 0;
  kept = 0;
  restored = 0;
  purged = 0;
  removedByRun = 0;

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
      Object.assign(this.#of(key), { uniqueId, sha256 });
      this.delivered += 1;
      return;
    }
    const [, order = "", mark, account, list = ""] = /^([a-z]+)([?-]) (\d+) ([\d ]+)$/.exec(line) ?? [];
    const way = orders[order];
    if (way === undefined) return;
    const [from, to] = way;
    for (const sequence of list.split(" ")) {
      const told = this.#of(`${account} ${sequence}`);
      if (mark === "?") {
        told.where = new Set([from, to]);
        if (order === "restore") told.restoredCount += 1;
      } else {
        told.where = new Set([to]);
        if (order === "remove") this.removed += 1;
        if (order === "keep") this.kept += 1;
        if (order === "restore") this.restored += 1;
        if (order === "purge") this.purged += 1;
      }
    }
  }

  #of(key: string): Told {
    const known = this.#told.get(key);
    if (known !== undefined) return known;
    const told: Told = { uniqueId: "", sha256: "", where: new Set<Where>(["present"]), restoredCount: 0 };
    this.#told.set(key, told);
    return told;
  }

  async #look(): Promise<string[]> {
    const { store } = this;
    const wrong: string[] = [];
    await finishRemovals(store);
    await finishPurges(store);
    const byRuns = await this.#readReports(wrong);
    const [living, recoverable] = [await store.db.message.findMany(), await store.db.removedMessage.findMany()];
    const rows = new Map<string, Row & { where: Where }>();
    for (const row of living) rows.set(`${row.accountId} ${row.sequence}`, { ...row, where: "present" });
    for (const row of recoverable) {
      const key = `${row.accountId} ${row.sequence}`;
      if (rows.has(key)) wrong.push(`${key} is there twice`);
      if (row.purgeId !== null) wrong.push(`${key} was purged and is still there`);
      rows.set(key, { ...row, where: "kept" });
    }
    for (const key of new Set([...this.#told.keys(), ...rows.keys()])) {
      wrong.push(...(await this.#compare(key, rows.get(key), byRuns)));
    }
    return [...wrong, ...(await this.#check())];
  }

  async #compare(key: string, row: (Row & { where: Where }) | undefined, byRuns: ReadonlyMap<string, number>) {
    const wrong: string[] = [];
    const isNew = !this.#told.has(key);
    const told = this.#of(key);
    const uniqueId = row && uniqueIdOf({ epoch: row.uniqueEpoch, number: Number(row.uniqueNumber) });
    const runCount = byRuns.get(told.uniqueId || (uniqueId ?? "")) ?? 0;
    const possible = new Set(told.where);
    // A run takes what it finds among the mail, between whatever else happens to it, and tells of it in its report alone.
    if (runCount > 0)
      for (const where of ["kept", ...(told.where.has("gone") ? ["gone"] : [])]) possible.add(where as Where);
    if (runCount > 1 + told.restoredCount) wrong.push(`${key} was removed ${runCount} times by runs`);
    const where = row?.where ?? "gone";
    // Delivered, and nobody heard the answer: then nothing is known of it.
    if (!isNew && !possible.has(where) && (told.uniqueId !== "" || where !== "gone")) {
      wrong.push(`${key} is ${where}, and was heard to be ${[...told.where].join(" or ")} (${runCount} by runs)`);
    }
    if (row && uniqueId) {
      const sha256 = await this.#sha256(row.bodyPlace, row.octets);
      if (told.uniqueId !== "" && uniqueId !== told.uniqueId) wrong.push(`${key} has another name`);
      if (told.sha256 !== "" && sha256 !== told.sha256) wrong.push(`${key} is not what was delivered`);
      Object.assign(told, { uniqueId, sha256 });
    }
    told.where = new Set([where]);
    told.restoredCount = 0;
    return wrong;
  }

  /** How often each unique-id stands in what runs have reported since the last look. */
  async #readReports(wrong: string[]): Promise<Map<string, number>> {
    const parts = await this.store.db.retentionRunPart.findMany({
      where: { id: { gt: this.#lastPart } },
      orderBy: { id: "asc" },
    });
    const counts = new Map<string, number>();
    for (const { id, facts, messageCount } of parts) {
      this.#lastPart = id;
      const removed = unpackFacts(facts);
      if (removed.length !== messageCount)
        wrong.push(`part ${id} of a report says ${messageCount} and names ${removed.length}`);
      for (const { uniqueId } of removed) counts.set(uniqueId, (counts.get(uniqueId) ?? 0) + 1);
      this.removedByRun += removed.length;
    }
    return counts;
  }

  /** Bodies without rows are deliveries that were never acknowledged, and nothing else. */
  async #check(): Promise<string[]> {
    const findings: Finding[] = [];
    await checkStore(this.store, { repair: true, actor: tester, graceMs: 0, onFinding: (each) => findings.push(each) });
    const known = new Set([...this.#told.values()].map(({ uniqueId }) => uniqueId));
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
