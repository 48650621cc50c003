import { randomBytes } from "node:crypto";
import type { Engine } from "#server/database/url.ts";
import type { Store } from "#server/store.ts";

export interface Filling {
  readonly recoverable: number;
  readonly failures: number;
  readonly parts: number;
  readonly items: number;
}

/**
 * What `popdesk seed` does not make, in numbers as a busy server has them after some weeks: verifiers, aliases, deleted accounts, rules and
 * quotas of their own, recoverable mail, refused sign-ins, throttles, blocks, tasks with many steps, retention runs.
 */
export async function fill(store: Store, engine: Engine, counts: Filling): Promise<void> {
  const isSqlite = engine === "sqlite";
  const run = (text: string) => store.db.$executeRawUnsafe(text);
  const verifier = randomBytes(150).toString("hex");
  const blob = (hex: string) => (isSqlite ? `x'${hex}'` : `'\\x${hex}'::bytea`);
  const series = (count: number) =>
    isSqlite
      ? `(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count}) SELECT i FROM n) AS n`
      : `generate_series(CAST(1 AS bigint), ${count}) AS n(i)`;
  const nowMs = store.clock.now().getTime();
  /** So many minutes ago. */
  const ago = (minutes: string) =>
    isSqlite
      ? `(${nowMs} - (${minutes}) * 60000)`
      : `CAST(to_timestamp((${nowMs} - (${minutes}) * CAST(60000 AS bigint)) / 1000.0) AT TIME ZONE 'UTC' AS timestamp(3))`;
  const no = isSqlite ? "0" : "false";
  const { low, high } = await idsOf(store);
  const account = `(${low} + (i * 7919) % ${high - low})`;
  const ip = `'203.' || (i % 200) || '.' || (i * 31 % 256) || '.' || (i * 7 % 256)`;

  await run(`UPDATE "Account" SET "scramVerifier" = ${blob(verifier)} WHERE "passwordHash" <> ''`);
  await run(`INSERT INTO "Alias" ("domainId", "localPart", "address", "accountId", "createdAt")
    SELECT "domainId", 'alias-' || "localPart", 'alias-' || "address", "id", "createdAt" FROM "Account" WHERE "id" % 5 = 0`);
  await run(`UPDATE "Account" SET "deletedAt" = ${ago(`("id" * 13) % 20000`)}, "address" = 'deleted:' || "id" || ':' || "address",
    "deletedWith" = '{"address":"' || "address" || '","aliases":[],"catchAllOf":[],"by":"bench"}' WHERE "id" % 50 = 7`);
  await run(`INSERT INTO "RetentionRule" ("scope", "accountId", "removeAfterArrivalDays", "updatedAt")
    SELECT 'account ' || "id", "id", 30 + "id" % 300, ${ago("0")} FROM "Account" WHERE "id" % 40 = 3 AND "deletedAt" IS NULL`);
  await run(`INSERT INTO "Removal" ("accountId", "cause", "sequences", "messageCount", "octets", "committedAt", "finishedAt")
    SELECT ${account}, 'session', ${blob("00")}, 1, 1, ${ago("i * 40")}, ${ago("0")} FROM ${series(1000)}`);
  await run(`INSERT INTO "RemovedMessage" ("accountId", "sequence", "uniqueEpoch", "uniqueNumber", "octets", "headerOctets", "hasDotLines",
      "bodyPlace", "arrivedAt", "removalId", "cause", "removedAt", "purgeAfterAt", "sender", "subject", "messageIdHeader")
    SELECT ${account}, 1000000 + i, 'abcdef', 900000000 + i, 2000 + i % 9000, 500, ${no}, 'nowhere/' || i, ${ago("i % 40000 + 90")},
      (SELECT min("id") FROM "Removal") + i % 1000, CASE WHEN i % 3 = 0 THEN 'retention' ELSE 'session' END, ${ago("i % 40000")}, ${ago("i % 40000 - 60000")},
      'Sender ' || (i % 5000) || ' <s' || (i % 5000) || '@shop-' || (i % 300) || '.example>',
      'Your Order No. ' || (i * 7919 % 1000000) || CASE WHEN i % 1000 = 0 THEN ' Überweisung' ELSE ' has been sent' END,
      '<' || (i * 104729 % 100000007) || '@mx' || (i % 40) || '.example>'
    FROM ${series(counts.recoverable)}`);
  await run(`INSERT INTO "SignInFailure" ("hourAt", "address", "remoteAddress", "listenerId", "tlsVersion", "mechanism", "reason", "accountId",
      "network", "count", "firstAt", "lastAt")
    SELECT ${ago("i / 8")}, CASE WHEN i % 3 = 0 THEN '' ELSE 'name' || (i % 30000) || '@cedar-alder.example' END, ${ip}, 1, 'TLSv1.3', 'USER',
      'wrong-password' || CASE WHEN i % 2 = 0 THEN '' ELSE '-' || (i % 8) END, ${account}, ${ip}, 1 + i % 50, ${ago("i / 8")}, ${ago("i / 8")}
    FROM ${series(counts.failures)}`);
  await run(`INSERT INTO "Throttle" ("network", "address", "isKnown", "score", "scoredAt", "guesses", "heldBack", "notBeforeAt", "firstAt", "updatedAt")
    SELECT '198.18.' || (i / 256) || '.' || (i % 256), 'name' || i, ${no}, 5, ${ago("i / 100")}, 9, 3, ${ago("-i / 100")}, ${ago("i / 100")}, ${ago("i / 100")}
    FROM ${series(20_000)}`);
  await run(`INSERT INTO "Block" ("network", "reason", "guesses", "addresses", "repetition", "startedAt", "expiresAt", "changeNumber")
    SELECT '198.19.' || (i / 256) || '.' || (i % 256), 'spray', 90, 40, 1, ${ago("i")}, ${ago("i - 30000")}, i FROM ${series(50_000)}`);
  await run(`INSERT INTO "NetworkRule" ("network", "action", "createdAt", "createdBy", "changeNumber")
    SELECT '100.64.' || (i / 256) || '.' || (i % 256), 'deny', ${ago("i")}, 'bench', i FROM ${series(20_000)}`);
  await run(`INSERT INTO "Task" ("kind", "title", "state", "input", "actorKind", "actorName", "createdAt")
    SELECT 'account-import', 'Import ' || i, CASE WHEN i % 20 = 0 THEN 'draft' ELSE 'done' END, '{}', 'command-line', 'bench', ${ago("i")} FROM ${series(5_000)}`);
  await run(`INSERT INTO "TaskItem" ("taskId", "number", "object", "verdict", "input", "outcome")
    SELECT (SELECT min("id") FROM "Task"), i, 'name' || i || '@cedar-alder.example', CASE WHEN i % 4 = 0 THEN 'new' ELSE 'change' END, '{}',
      CASE WHEN i % 10 = 0 THEN 'refused' WHEN i % 10 = 1 THEN NULL ELSE 'done' END FROM ${series(counts.items)}`);
  await run(
    `INSERT INTO "RetentionRun" ("cause", "state", "createdAt", "largest") SELECT 'schedule', 'done', ${ago("i * 1440")}, '' FROM ${series(1_000)}`,
  );
  await run(`INSERT INTO "RetentionRunPart" ("runId", "accountId", "address", "rule", "removalId", "messageCount", "octets", "removedAt", "facts")
    SELECT (SELECT min("id") FROM "RetentionRun"), ${account}, 'name' || i || '@cedar-alder.example', '30 days after arrival', 1, 3, 9000, ${ago("1")}, ${blob("00")}
    FROM ${series(counts.parts)}`);
  await run(`UPDATE "Domain" SET "quotaOctets" = 1000000000 WHERE "id" % 3 = 0`);
  await run(`INSERT INTO "QuotaRefusal" ("accountId", "count", "firstAt", "lastAt")
    SELECT "id", 3, ${ago("9")}, ${ago("1")} FROM "Account" WHERE "quotaOctets" IS NOT NULL AND "id" % 9 = 1`);
  await run(
    `INSERT INTO "AppPassword" ("accountId", "name", "hash", "allowedNetworks") SELECT "id", 'phone', 'h' || "id", '' FROM "Account" WHERE "id" % 4 = 1`,
  );
  await run(isSqlite ? "ANALYZE" : "VACUUM ANALYZE");
}

async function idsOf({ db }: Store): Promise<{ low: number; high: number }> {
  const { _min, _max } = await db.account.aggregate({ _min: { id: true }, _max: { id: true } });
  return { low: _min.id ?? 1, high: _max.id ?? 2 };
}
