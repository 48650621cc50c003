import { readConsoleAccess } from "../administrator/console-access.ts";
import type { ConsoleAccess } from "../administrator/schema.ts";
import { foreignSchemeOf } from "../credential/foreign/password-kind.ts";
import { inOrder, readList } from "../database/read-list.ts";
import type { Prisma } from "../db.ts";
import type { Page } from "../input/schema.ts";
import type { SourceKind } from "../password-source/schema.ts";
import { countLiveSessions } from "../session/read.ts";
import type { Store } from "../store.ts";
import { accountQuestion } from "./list-question.ts";
import type { AccountList, AccountRow, AccountSignIn, AccountView } from "./schema.ts";

const signInCount = 20;

const columns = {
  id: true,
  domainId: true,
  address: true,
  displayName: true,
  passwordAt: true,
  canReceive: true,
  canSignIn: true,
  quotaOctets: true,
  quotaMessages: true,
  messageCount: true,
  octets: true,
  lastSignInAt: true,
  lastDeliveryAt: true,
  createdAt: true,
} as const;

/** One page; searching, sorting and counting is the database's work. */
export async function readAccounts(store: Store, list: AccountList): Promise<Page<AccountRow>> {
  const { page, pageSize } = list;
  const { keys, total } = await readList<number>(store, accountQuestion(store, list));
  const found = await store.db.account.findMany({ where: { id: { in: keys } }, select: columns });
  const access = await readConsoleAccess(store.db, found);
  const rows = found.map((row) => asRow(row, access.get(row.id)));
  return { rows: inOrder(keys, rows, ({ id }) => id), total, page, pageSize };
}

/** Null where there is none, or it is being deleted. */
export async function readAccount(store: Store, id: number): Promise<AccountView | null> {
  const account = await store.db.account.findUnique({
    where: { id, deletedAt: null },
    select: {
      ...columns,
      passwordHash: true,
      allowedNetworks: true,
      onlyAppPasswords: true,
      domain: {
        select: { name: true, isSample: true, allowedNetworks: true, passwordSource: { select: { kind: true } } },
      },
      aliases: { orderBy: { address: "asc" }, select: { id: true, address: true, createdAt: true } },
    },
  });
  if (!account) return null;
  const { domain, aliases, passwordHash, allowedNetworks, onlyAppPasswords, ...row } = account;
  const [liveSessionCount, lastSignIns, access] = await Promise.all([
    countLiveSessions(store, id),
    readSignIns(store, id),
    readConsoleAccess(store.db, [row]),
  ]);
  return {
    ...asRow(row, access.get(id)),
    passwordAt: row.passwordAt,
    passwordScheme: foreignSchemeOf(passwordHash),
    allowedNetworks,
    domainNetworks: domain.allowedNetworks,
    onlyAppPasswords,
    domainName: domain.name,
    passwordSource: domain.passwordSource === null ? "database" : (domain.passwordSource.kind as SourceKind),
    isSample: domain.isSample,
    aliases,
    liveSessionCount,
    lastSignIns,
  };
}

/** By any spelling of its address, case-folded by the caller (foldAddress); null where there is none. */
export function readAccountByAddress(store: Store, address: string): Promise<{ id: number; address: string } | null> {
  return store.db.account.findUnique({ where: { address, deletedAt: null }, select: { id: true, address: true } });
}

async function readSignIns(store: Store, accountId: number): Promise<AccountSignIn[]> {
  const sessions = await store.db.session.findMany({
    where: { accountId, signedInAt: { not: null } },
    orderBy: { startedAt: "desc" },
    take: signInCount,
    select: {
      id: true,
      remoteAddress: true,
      tlsVersion: true,
      mechanism: true,
      appPasswordId: true,
      client: true,
      signedInAt: true,
      endedAt: true,
      endReason: true,
      retrievedCount: true,
      removedCount: true,
    },
  });
  return sessions.flatMap(({ id, signedInAt, ...row }) => (signedInAt ? [{ sessionId: id, signedInAt, ...row }] : []));
}

function asRow(row: Prisma.AccountGetPayload<{ select: typeof columns }>, access?: ConsoleAccess): AccountRow {
  const { passwordAt, quotaOctets, octets, ...rest } = row;
  return {
    ...rest,
    hasPassword: passwordAt !== null,
    consoleAccess: access ? { role: access.role, isEnabled: access.isEnabled } : null,
    quotaOctets: quotaOctets === null ? null : Number(quotaOctets),
    octets: Number(octets),
  };
}
