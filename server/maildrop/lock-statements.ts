import { ruleJoins, sessionRuleColumns } from "../retention/effective-sql.ts";
import type { SessionRule } from "../retention/session-retention.ts";
import { type PostgresQuery, timestamp } from "../statement/postgresql/postgres.ts";
import type { Read, Write } from "../statement/statement.ts";
import type { MaildropVersion } from "./version.ts";

export interface LockClaim {
  readonly accountId: number;
  readonly sessionId: string;
  /** Worker that holds it; when that one is gone the lock is stale. */
  readonly incarnationId: string;
  /** Milliseconds since 1970. */
  readonly acquiredAt: number;
  /** What the account must still be for the claim to hold; null: nothing was decided by what it was. */
  readonly asRead: AccountAsRead | null;
  /** Least time since the last sign-in to this account, in milliseconds; null: any (RFC 2449 §6.5). */
  readonly delayMs: number | null;
  /** Whether some account or domain has a rule of its own: then this one's is given, and its delay wins. */
  readonly asksRule: boolean;
}

/** What the rules say of the account that was locked. */
export interface LockedRule extends SessionRule {
  /** Null: no nearer rule says anything, so the setting holds. */
  readonly nearerDelaySeconds: number | null;
}

/** An account as it was read when a sign-in was decided. The claim of the lock makes sure that it still is. */
export interface AccountAsRead {
  readonly address: string;
  /** Networks one may come from, of the account and of its domain. */
  readonly allowedNetworks: string;
  readonly domainNetworks: string;
  /** The hash that the account's own password has fitted; null where it was not that which fitted. */
  readonly passwordHash: string | null;
  /** Version of the source outside that said yes to the password; null where none was asked. */
  readonly passwordSource: string | null;
  /** The app password that fitted, and its own networks. */
  readonly appPassword: { readonly id: number; readonly allowedNetworks: string } | null;
}

/** The maildrop as it was locked. */
export interface Locked extends MaildropVersion {
  readonly messageCount: number;
  /** Where it was asked for. */
  readonly rule?: LockedRule;
}

/** Milliseconds until it may be tried again; the lock was not taken. */
export interface TooSoon {
  readonly waitMs: number;
}

const insertInto = `INSERT INTO "MaildropLock" ("accountId", "sessionId", "incarnationId", "acquiredAt")`;
const isOpen = `"canSignIn" AND "deletedAt" IS NULL`;
/** What `asReadValues` must be equal to, by what has fitted. `place` names the next parameter, `now` the instant of the claim. */
const asReadSql = (fitted: Fitted, place: () => string, now: () => string) => {
  const domain = `(SELECT d."allowedNetworks" FROM "Domain" d WHERE d."id" = "Account"."domainId")`;
  const common = `"address" = ${place()} AND "allowedNetworks" = ${place()} AND ${domain} = ${place()}`;
  const source = `SELECT 1 FROM "PasswordSource" s WHERE s."domainId" = "Account"."domainId"`;
  if (fitted === "password") {
    return `${common} AND "passwordHash" = ${place()} AND NOT "onlyAppPasswords" AND NOT EXISTS (${source})`;
  }
  if (fitted === "source") {
    return `${common} AND NOT "onlyAppPasswords" AND EXISTS (${source} AND s."version" = ${place()})`;
  }
  if (fitted === "token") return common;
  return `${common} AND EXISTS (SELECT 1 FROM "AppPassword" p WHERE p."id" = ${place()} AND p."accountId" = "Account"."id"
    AND p."allowedNetworks" = ${place()} AND p."revokedAt" IS NULL AND (p."expiresAt" IS NULL OR p."expiresAt" > ${now()}))`;
};

type Fitted = "password" | "app-password" | "source" | "token";

function fittedBy({ passwordHash, passwordSource, appPassword }: AccountAsRead): Fitted {
  if (appPassword !== null) return "app-password";
  return passwordSource !== null ? "source" : passwordHash !== null ? "password" : "token";
}

function asReadValues(asRead: AccountAsRead): (string | number)[] {
  const { address, allowedNetworks, domainNetworks, passwordHash, passwordSource, appPassword } = asRead;
  const common = [address, allowedNetworks, domainNetworks];
  if (appPassword !== null) return [...common, appPassword.id, appPassword.allowedNetworks];
  const fitted = passwordSource ?? passwordHash;
  return fitted === null ? common : [...common, fitted];
}

/**
 * Null where somebody has it, or nobody may, or the account is not what was read. Where a delay is asked for, the sign-in is noted with the lock: no other
 * process can come between.
 */
export const claimLock: Write<LockClaim, Locked | TooSoon | null> = {
  name: "claim-lock",
  durability: "NORMAL",
  sqlite(database) {
    const insertWhere = (condition: string) =>
      database.prepare<(string | number)[]>(
        `${insertInto} SELECT "id", ?, ?, ? FROM "Account" WHERE "id" = ? AND ${isOpen}${condition}
          ON CONFLICT ("accountId") DO NOTHING`,
      );
    const mark = () => "?";
    const insert = insertWhere("");
    const insertAs = {
      password: insertWhere(` AND ${asReadSql("password", mark, mark)}`),
      "app-password": insertWhere(` AND ${asReadSql("app-password", mark, mark)}`),
      source: insertWhere(` AND ${asReadSql("source", mark, mark)}`),
      token: insertWhere(` AND ${asReadSql("token", mark, mark)}`),
    };
    const select = database.prepare<[number], Locked>(
      `SELECT "changeSeq", "nextSequence", "messageCount" FROM "Account" WHERE "id" = ?`,
    );
    const selectRule = database.prepare<[number], LockedRule>(
      `SELECT ${sessionRuleColumns} FROM "Account" AS a ${ruleJoins} WHERE a."id" = ?`,
    );
    const lastSignIn = database.prepare(`SELECT "lastSignInAt" FROM "Account" WHERE "id" = ?`).pluck();
    const note = database.prepare(`UPDATE "Account" SET "lastSignInAt" = ? WHERE "id" = ?`);
    const claim = ({ accountId, sessionId, incarnationId, acquiredAt, asRead }: LockClaim) => {
      if (asRead === null) return insert.run(sessionId, incarnationId, acquiredAt, accountId);
      const values = [sessionId, incarnationId, acquiredAt, accountId, ...asReadValues(asRead)];
      const fitted = fittedBy(asRead);
      if (fitted === "app-password") values.push(acquiredAt);
      return insertAs[fitted].run(...values);
    };
    return (asked) => {
      const { accountId, acquiredAt, asksRule } = asked;
      const rule = asksRule ? selectRule.get(accountId) : undefined;
      const delayMs = delayOf(rule, asked.delayMs);
      const waitMs = delayMs === null ? 0 : left(lastSignIn.get(accountId), acquiredAt, delayMs);
      if (waitMs > 0) return { waitMs };
      const inserted = claim(asked);
      if (inserted.changes === 0) return null;
      if (delayMs !== null) note.run(acquiredAt, accountId);
      const locked = select.get(accountId) ?? null;
      return rule === undefined || locked === null ? locked : { ...locked, rule };
    };
  },
  async postgresql(postgres, claim) {
    const { accountId, acquiredAt, asksRule } = claim;
    if (claim.delayMs === null && !asksRule) return claimOnPostgres(postgres.query, claim);
    return postgres.transaction(async (query) => {
      const [found] = await query<{ lastSignInAt: number | null } & LockedRule>(
        asksRule
          ? `SELECT a."lastSignInAt", ${sessionRuleColumns} FROM "Account" AS a ${ruleJoins} WHERE a."id" = $1 FOR UPDATE OF a`
          : `SELECT "lastSignInAt" FROM "Account" WHERE "id" = $1 FOR UPDATE`,
        [accountId],
      );
      const { lastSignInAt, ...asked } = found ?? { lastSignInAt: null };
      const rule = asksRule && found !== undefined ? (asked as LockedRule) : undefined;
      const delayMs = delayOf(rule, claim.delayMs);
      const waitMs = delayMs === null ? 0 : left(lastSignInAt, acquiredAt, delayMs);
      if (waitMs > 0) return { waitMs };
      const locked = await claimOnPostgres(query, claim);
      if (locked !== null && delayMs !== null) {
        await query(`UPDATE "Account" SET "lastSignInAt" = CAST($1 AS timestamp(3)) WHERE "id" = $2`, [
          timestamp(acquiredAt),
          accountId,
        ]);
      }
      return rule === undefined || locked === null ? locked : { ...locked, rule };
    });
  },
};

const postgresConditions = {
  password: postgresCondition("password"),
  "app-password": postgresCondition("app-password"),
  source: postgresCondition("source"),
  token: postgresCondition("token"),
};

function postgresCondition(fitted: Fitted): string {
  let number = 4;
  const place = () => `$${++number}`;
  return ` AND ${asReadSql(fitted, place, () => "CAST($4 AS timestamp(3))")}`;
}

/** The nearer rule's, where there is one; 0 is none. */
function delayOf(rule: LockedRule | undefined, delayMs: number | null): number | null {
  const seconds = rule?.nearerDelaySeconds ?? null;
  if (seconds === null) return delayMs;
  return seconds === 0 ? null : seconds * 1000;
}

async function claimOnPostgres(query: PostgresQuery, claim: LockClaim): Promise<Locked | null> {
  const { accountId, sessionId, incarnationId, acquiredAt, asRead } = claim;
  // The account is kept from an UPDATE of the session that has just let go: else what is read might be older than the lock.
  const [locked] = await query<Locked>(
    `WITH account AS (
       SELECT "id", "changeSeq", "nextSequence", "messageCount" FROM "Account"
       WHERE "id" = $1 AND ${isOpen}${asRead === null ? "" : postgresConditions[fittedBy(asRead)]} FOR SHARE),
     claimed AS (${insertInto} SELECT "id", $2, $3, CAST($4 AS timestamp(3)) FROM account
       ON CONFLICT ("accountId") DO NOTHING RETURNING "accountId")
     SELECT "changeSeq", "nextSequence", "messageCount" FROM account JOIN claimed ON claimed."accountId" = account."id"`,
    [accountId, sessionId, incarnationId, timestamp(acquiredAt), ...(asRead === null ? [] : asReadValues(asRead))],
  );
  return locked ?? null;
}

/** Of a delay, in milliseconds. A last sign-in that is yet to come is a clock that was set back: nobody is kept out by it. */
function left(lastSignInAt: unknown, now: number, delayMs: number): number {
  if (typeof lastSignInAt !== "number" || lastSignInAt > now) return 0;
  return Math.max(0, lastSignInAt + delayMs - now);
}

export const releaseLock: Write<Pick<LockClaim, "accountId" | "sessionId">, void> = {
  name: "release-lock",
  durability: "NORMAL",
  sqlite(database) {
    const remove = database.prepare<[number, string]>(
      `DELETE FROM "MaildropLock" WHERE "accountId" = ? AND "sessionId" = ?`,
    );
    return ({ accountId, sessionId }) => void remove.run(accountId, sessionId);
  },
  async postgresql({ query }, { accountId, sessionId }) {
    await query(`DELETE FROM "MaildropLock" WHERE "accountId" = $1 AND "sessionId" = $2`, [accountId, sessionId]);
  },
};

/** Of an account that may be signed in to: who has its lock, if anybody, and from where, once that session's row is written. */
export interface LockState {
  readonly sessionId: string | null;
  readonly acquiredAt: number | null;
  readonly remoteAddress: string | null;
}

const selectLock = `SELECT l."sessionId", l."acquiredAt", s."remoteAddress" FROM "Account" a
  LEFT JOIN "MaildropLock" l ON l."accountId" = a."id" LEFT JOIN "Session" s ON s."id" = l."sessionId"
  WHERE a."canSignIn" AND a."deletedAt" IS NULL AND a."id" = `;

/** By the account; undefined where it may not be signed in to. */
export const lockState: Read<number, LockState | undefined> = {
  sqlite(database) {
    const select = database.prepare<[number], LockState>(`${selectLock}?`);
    return (accountId) => select.get(accountId);
  },
  async postgresql(query, accountId) {
    const [state] = await query<LockState>(`${selectLock}$1`, [accountId]);
    return state;
  },
};
