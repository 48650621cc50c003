import { setImmediate as turn } from "node:timers/promises";
import { readConsoleAccess } from "../../administrator/console-access.ts";
import { switchConsole } from "../../administrator/set-console-access.ts";
import { appendAudit } from "../../audit/append-audit.ts";
import { hashColumns } from "../../credential/foreign/hash-columns.ts";
import { type PasswordColumns, passwordColumns } from "../../credential/password-columns.ts";
import { isUniqueViolation } from "../../database/refusal.ts";
import { engineOf } from "../../database/url.ts";
import type { Tx } from "../../db.ts";
import { DomainError } from "../../errors.ts";
import { defaultQuotas } from "../../quota/default-quota.ts";
import type { Store } from "../../store.ts";
import { type EndedStep, endSteps } from "../../task/end-steps.ts";
import type { TaskRun } from "../../task/run-task.ts";
import { type Address, parseAddress } from "../address.ts";
import { countOutcomes } from "../bulk/apply-change.ts";
import { endSessionsOf } from "../bulk/end-sessions.ts";
import { type Claims, claimAddresses } from "../claim-address.ts";
import { insertAccounts, type NewAccountRow } from "../insert-accounts.ts";
import { searchTextOf } from "../search-text.ts";
import { differences } from "./prepare-import.ts";
import { type ImportStep, importOrder, importStep } from "./schema.ts";

/** Lines of one transaction: mail that comes in waits no longer than for these. */
const pageSize = 50;

interface Prepared {
  readonly number: number;
  readonly step: ImportStep;
  /** Undefined: the password stays. */
  readonly columns: PasswordColumns | undefined;
}

/** The work of "account-import": what is left of its lines, page by page, each page one transaction with its audit entry. */
export async function applyAccountImport(store: Store, run: TaskRun): Promise<object> {
  const { createsDomains } = importOrder.parse(run.input);
  let doneCount = await store.db.taskItem.count({ where: { taskId: run.id, outcome: { not: null } } });
  while (!run.signal.aborted) {
    const items = await store.db.taskItem.findMany({
      where: { taskId: run.id, outcome: null },
      orderBy: { number: "asc" },
      take: pageSize,
      select: { number: true, input: true, secret: true },
    });
    if (items.length === 0) break;
    const lines = items.map(({ input, ...item }) => ({ ...item, step: importStep.parse(JSON.parse(input)) }));
    const hopeless = createsDomains ? new Set<string>() : await unknownDomains(store, lines);
    // Hashing takes longest and needs no transaction.
    const prepared = await Promise.all(
      lines.map(async ({ number, step, secret }): Promise<Prepared> => {
        const hasPassword = secret !== null && !hopeless.has(domainOf(step));
        return {
          number,
          step,
          columns: hasPassword ? await columnsOf(store, step, store.sealer.open(secret)) : undefined,
        };
      }),
    );
    await turn();
    await applyLines(store, run, prepared, createsDomains);
    doneCount += items.length;
    run.progress(doneCount);
    await turn();
  }
  return countOutcomes(store, run.id);
}

/** All in one transaction; where somebody takes one of these names at the same moment, each in its own. */
async function applyLines(store: Store, run: TaskRun, lines: readonly Prepared[], createsDomains: boolean) {
  const engine = engineOf(store.environment.databaseUrl);
  const apply = (some: readonly Prepared[]) =>
    store.db.$transaction(async (tx) => {
      await endSteps(tx, engine, run.id, await applyPage(store, tx, run, some, createsDomains));
    });
  try {
    await apply(lines);
  } catch (error) {
    if (!isUniqueViolation(error) || lines.length === 1) throw error;
    for (const line of lines) await applyLines(store, run, [line], createsDomains);
  }
}

const domainOf = ({ address }: ImportStep) => parseAddress(address).domain;

async function unknownDomains(store: Store, lines: readonly { step: ImportStep }[]): Promise<ReadonlySet<string>> {
  const wanted = [...new Set(lines.map(({ step }) => domainOf(step)))];
  const found = await store.db.domain.findMany({ where: { name: { in: wanted } }, select: { name: true } });
  const known = new Set(found.map(({ name }) => name));
  return new Set(wanted.filter((name) => !known.has(name)));
}

function columnsOf(store: Store, { address }: ImportStep, secret: string): Promise<PasswordColumns> {
  const text = secret.slice(1);
  return secret.startsWith("h") ? hashColumns(store, address, { hash: text }) : passwordColumns(store, address, text);
}

async function applyPage(
  store: Store,
  tx: Tx,
  run: TaskRun,
  lines: readonly Prepared[],
  createsDomains: boolean,
): Promise<EndedStep[]> {
  const now = store.clock.now();
  const ended: EndedStep[] = [];
  const [created, changed]: [string[], Record<string, object>] = [[], {}];
  const names = lines.map(({ step }) => parseAddress(step.address));
  const domains = createsDomains ? await createDomainsOf(tx, names, now) : [];
  // First the turns: what is found then, nobody makes or takes meanwhile.
  const engine = engineOf(store.environment.databaseUrl);
  const domainIdOf = await claimAddresses(tx, engine, names);
  const found = await tx.account.findMany({
    where: { address: { in: names.map(({ address }) => address) }, deletedAt: null },
  });
  const accounts = new Map(found.map((account) => [account.address, account]));
  const accesses = await readConsoleAccess(tx, found);
  // On SQLite nobody else is let in between two statements.
  await turn();
  const added: { readonly number: number; readonly row: NewAccountRow }[] = [];
  for (const { number, step, columns } of lines) {
    const account = accounts.get(step.address);
    if (account === undefined) {
      try {
        added.push({ number, row: newRow(step, domainIdOf, columns, now) });
      } catch (error) {
        if (!(error instanceof DomainError)) throw error;
        ended.push({ number, outcome: "refused", text: error.message });
      }
      continue;
    }
    const password = columns && { ...columns, passwordAt: now };
    const access = accesses.get(account.id);
    const words = differences(step, { ...account, canUseConsole: access?.isEnabled ?? false });
    if (words.length === 0 && password === undefined) {
      ended.push({ number, outcome: "skipped", text: "It was so already." });
      continue;
    }
    const refusal = await consoleRefusal(tx, run, account, step, now);
    if (refusal !== null) {
      ended.push({ number, outcome: "refused", text: refusal });
      continue;
    }
    const { displayName, ...rest } = dataOf(step);
    const name =
      displayName === undefined
        ? {}
        : { displayName, searchText: searchTextOf({ address: step.address, displayName }) };
    await tx.account.update({
      where: { id: account.id },
      data: { ...rest, ...name, ...password },
      select: { id: true },
    });
    if (step.canSignIn === false) await endSessionsOf(tx, [account.id], now);
    const { address: _, ...fields } = step;
    changed[step.address] = { ...fields, ...(password && { hasNewPassword: true }) };
    const said = password === undefined ? words : [...words, "password"];
    ended.push({ number, outcome: "done", text: `Changed ${said.join(", ")}.`, accountId: account.id });
  }
  const idOf = await insertAccounts(tx, engine, await withUsualQuotas(tx, added));
  await turn();
  for (const { number, row } of added) {
    created.push(row.name.address);
    ended.push({ number, outcome: "done", text: "Created.", accountId: idOf.get(row.name.address) });
  }
  if (created.length + Object.keys(changed).length > 0) {
    await appendAudit(tx, run.actor, now, {
      action: "account.import-lines",
      object: `task ${run.id}`,
      after: { created, changed, domains },
    });
  }
  return ended;
}

/** Moves the third switch before anything else of the line; in words, where that may not be. */
async function consoleRefusal(
  tx: Tx,
  run: TaskRun,
  account: { id: number; address: string },
  { canUseConsole }: ImportStep,
  now: Date,
): Promise<string | null> {
  if (canUseConsole === undefined) return null;
  try {
    await switchConsole(tx, account, { canUseConsole }, run.actor, now);
    return null;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return error.message;
  }
}

/** Those of them that are not there yet; gives their names. */
async function createDomainsOf(tx: Tx, addresses: readonly Address[], now: Date): Promise<string[]> {
  const wanted = [...new Set(addresses.map(({ domain }) => domain))];
  const there = await tx.domain.findMany({ where: { name: { in: wanted } }, select: { name: true } });
  const missing = wanted.filter((domain) => !there.some(({ name }) => name === domain));
  for (const name of missing) await tx.domain.create({ data: { name, createdAt: now }, select: { id: true } });
  return missing;
}

/** Refuses as the claim does. */
function newRow(
  { address, displayName = "", canUseConsole: _, ...given }: ImportStep,
  domainIdOf: Claims,
  columns: PasswordColumns | undefined,
  now: Date,
): NewAccountRow {
  const name = parseAddress(address);
  const domainId = domainIdOf(name);
  return { ...given, domainId, name, displayName, password: columns, passwordAt: columns && now, createdAt: now };
}

/** Where the line says nothing of a quota, it is the domain's or the server's. */
async function withUsualQuotas(tx: Tx, added: readonly { readonly row: NewAccountRow }[]): Promise<NewAccountRow[]> {
  if (added.length === 0) return [];
  const usualOf = await defaultQuotas(tx, [...new Set(added.map(({ row }) => row.domainId))]);
  return added.map(({ row }) => {
    const usual = usualOf(row.domainId);
    const { quotaOctets = usual.quotaOctets, quotaMessages = usual.quotaMessages } = row;
    return { ...row, quotaOctets, quotaMessages };
  });
}

function dataOf({ address: _, canUseConsole: __, quotaOctets, ...rest }: ImportStep) {
  return { ...rest, quotaOctets: typeof quotaOctets === "number" ? BigInt(quotaOctets) : quotaOctets };
}
