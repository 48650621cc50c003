import { setImmediate as turn } from "node:timers/promises";
import { readConsoleAccess } from "../../administrator/console-access.ts";
import type { Actor } from "../../audit/append-audit.ts";
import { decodeText, readCsv } from "../../csv/read-csv.ts";
import { jsonRows } from "../../database/json-rows.ts";
import { engineOf } from "../../database/url.ts";
import { DomainError } from "../../errors.ts";
import type { Store } from "../../store.ts";
import { createTask } from "../../task/create-task.ts";
import type { ItemOutcome } from "../../task/schema.ts";
import { removeTask } from "../../task/step-pages.ts";
import { type ImportColumn, readHeader } from "./columns.ts";
import { type ReadLine, readImportLine } from "./read-line.ts";
import type { ImportStep, ImportVerdict } from "./schema.ts";

/** Lines judged and written at once, and how long they are read without letting anybody else in. */
const pageSize = 100;
const mostMs = 5;
const mostLines = 500_000;

interface Line {
  readonly number: number;
  readonly object: string;
  readonly verdict: ImportVerdict;
  /** Known before where nothing is to be done. */
  readonly outcome: ItemOutcome | null;
  readonly text: string;
  readonly accountId: number | null;
  readonly step: ImportStep | null;
  readonly secret: string | null;
}

/**
 * Reads a CSV of accounts and says of each line what would become of it, as a draft: nothing is changed before it is started. Passwords wait
 * sealed. Refuses with `invalid` at `file` what is no such list. Gives the draft's id.
 */
export async function prepareImport(
  store: Store,
  { octets, fileName }: { octets: Uint8Array; fileName: string },
  actor: Actor,
): Promise<number> {
  const rows = readCsv(decodeText(octets));
  const first = rows.next();
  if (first.done) throw new DomainError("invalid", "There is nothing in this file.", "file");
  const { places, unknown } = readHeader(first.value.fields);
  const input = { fileName: fileName.slice(0, 200), unknown, createsDomains: false };
  const title = `Import of accounts from ${input.fileName}`;
  const id = await store.db.$transaction((tx) =>
    createTask(tx, { kind: "account-import", title, input, isDraft: true }, actor, store.clock.now()),
  );
  const seen = new Map<string, number>();
  const domains = new Set((await store.db.domain.findMany({ select: { name: true } })).map(({ name }) => name));
  let count = 0;
  try {
    for (let page = await take(rows, places); page.length > 0; page = await take(rows, places)) {
      count += page.length;
      if (count > mostLines) throw new DomainError("invalid", `At most ${mostLines} lines at once.`, "file");
      const lines = await judge(store, page, seen, domains);
      await turn();
      await insert(store, id, lines);
      await turn();
    }
    if (count === 0) throw new DomainError("invalid", "Below the first line there is nothing.", "file");
  } catch (error) {
    await removeTask(store, id);
    throw error;
  }
  await store.db.task.update({ where: { id }, data: { totalCount: count }, select: { id: true } });
  return id;
}

const noConsole =
  "console: nobody uses the console with this address yet. Switch it on where a password for it can be chosen: on the account's page.";

type Judged = { number: number; typed: string; read: ReadLine | string };

async function take(rows: ReturnType<typeof readCsv>, places: ReadonlyMap<ImportColumn, number>): Promise<Judged[]> {
  const page: Judged[] = [];
  let until = performance.now() + mostMs;
  while (page.length < pageSize) {
    if (performance.now() > until) {
      await turn();
      until = performance.now() + mostMs;
    }
    const next = rows.next();
    if (next.done) break;
    const { line: number, fields } = next.value;
    const value = (column: ImportColumn) => {
      const place = places.get(column);
      const field = (place === undefined ? "" : (fields[place] ?? "")).trim();
      // The apostrophe our export puts before what a spreadsheet would run.
      return column !== "password" && /^'[=+\-@]/.test(field) ? field.slice(1) : field;
    };
    const typed = value("address").slice(0, 300);
    try {
      page.push({ number, typed, read: readImportLine(value) });
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      page.push({ number, typed, read: error.message });
    }
  }
  return page;
}

async function judge(
  store: Store,
  page: readonly Judged[],
  seen: Map<string, number>,
  domains: ReadonlySet<string>,
): Promise<Line[]> {
  const addresses = page.flatMap(({ read }) => (typeof read === "string" ? [] : [read.step.address]));
  const [accounts, aliases] = await Promise.all([
    store.db.account.findMany({ where: { address: { in: addresses }, deletedAt: null } }),
    store.db.alias.findMany({
      where: { address: { in: addresses } },
      select: { address: true, account: { select: { address: true } } },
    }),
  ]);
  const access = await readConsoleAccess(store.db, accounts);
  const byAddress = new Map(accounts.map((account) => [account.address, account]));
  const aliasOf = new Map(aliases.map((alias) => [alias.address, alias.account.address]));
  return page.map(({ number, typed, read }): Line => {
    const line = (verdict: ImportVerdict, text: string, accountId: number | null = null): Line => {
      const step = typeof read === "string" ? null : read.step;
      const isApplied = verdict === "new" || verdict === "change" || verdict === "domain";
      const secret = isApplied && typeof read !== "string" ? read.secret : null;
      const outcome = isApplied ? null : verdict === "unchanged" ? "skipped" : "refused";
      return { number, object: step?.address ?? typed, verdict, outcome, text, accountId, step, secret };
    };
    if (typeof read === "string") return line("refused", read);
    const { step, domain, secret } = read;
    const before = seen.get(step.address);
    if (before !== undefined) return line("duplicate", `The same address as line ${before}, which counts.`);
    seen.set(step.address, number);
    const alias = aliasOf.get(step.address);
    if (alias !== undefined) return line("refused", `It is already an alias of ${alias}.`);
    const account = byAddress.get(step.address);
    const console = account && access.get(account.id);
    if (step.canUseConsole && console === undefined) return line("refused", noConsole);
    if (account === undefined) {
      if (!domains.has(domain)) return line("domain", `${domain} is not a domain of this server.`);
      return line("new", secret === null ? "Without a password: it receives, and nobody signs in." : "");
    }
    const changes = differences(step, { ...account, canUseConsole: console?.isEnabled ?? false });
    if (secret !== null) changes.push("password");
    return changes.length === 0
      ? line("unchanged", "", account.id)
      : line("change", `Changes ${changes.join(", ")}.`, account.id);
  });
}

/** In words, of what a line changes. */
export function differences(step: ImportStep, account: Readonly<Record<string, unknown>>): string[] {
  const words: Partial<Record<keyof ImportStep, string>> = {
    displayName: "name",
    quotaOctets: "quota",
    quotaMessages: "most messages",
    canReceive: "receiving",
    canSignIn: "sign-in",
    canUseConsole: "use of the console",
  };
  return (Object.keys(words) as (keyof ImportStep)[]).flatMap((name) => {
    const [wanted, present] = [step[name], account[name]];
    const isSame = wanted === (typeof present === "bigint" ? Number(present) : present);
    return wanted === undefined || isSame ? [] : [words[name] ?? name];
  });
}

async function insert(store: Store, taskId: number, lines: readonly Line[]): Promise<void> {
  const engine = engineOf(store.environment.databaseUrl);
  const rows = lines.map(({ number, object, accountId, verdict, outcome, step, secret, text }) => [
    number,
    object.replaceAll("\0", "\ufffd"),
    accountId,
    verdict,
    JSON.stringify(step ?? {}),
    secret === null ? null : store.sealer.seal(secret),
    text.replaceAll("\0", "\ufffd"),
    outcome,
  ]);
  await store.db.$executeRawUnsafe(
    `INSERT INTO "TaskItem" ("taskId", "number", "object", "accountId", "verdict", "input", "secret", "text", "outcome")
     SELECT ${taskId}, CAST(r.value->>0 AS INTEGER), r.value->>1, CAST(r.value->>2 AS INTEGER), r.value->>3, r.value->>4, r.value->>5, r.value->>6, r.value->>7
     FROM ${jsonRows[engine]}`,
    JSON.stringify(rows),
  );
}
