import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readDownloadsEffect } from "#server/limit-effect/downloads-effect.ts";
import { readMailEffect, readReceiptsEffect, readTracesEffect } from "#server/limit-effect/log-effects.ts";
import {
  readAnnouncedEffect,
  readMistakesEffect,
  readSignInWaysEffect,
  readWaitingEffect,
} from "#server/limit-effect/session-effects.ts";
import { earliestSessionId, newSessionId } from "#server/session/session-id.ts";
import { changeSettings } from "#server/setting/change-settings.ts";
import { tester } from "#test/support/actor.ts";
import { engines, freshStore, type TestStore } from "#test/support/databases.ts";

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
/** At the beginning of an hour. */
const then = Date.parse("2026-11-01T12:00:00Z");

describe.each(engines)("what limits would have meant for what is recorded, on %s", (engine) => {
  let at: TestStore;
  beforeEach(async () => {
    at = await freshStore(engine);
  });
  afterEach(() => at.close());

  /** One that is over: minutes after `then` at which it began, signed in, said its last, ended. */
  function session(
    [begun, signedIn, last, ended]: readonly [number, number | null, number | null, number | null],
    given: object = {},
  ) {
    const time = (minute: number | null) => (minute === null ? null : new Date(then + minute * minuteMs));
    return at.store.db.session.create({
      data: {
        id: newSessionId(new Date(then + begun * minuteMs)),
        incarnationId: "one",
        remoteAddress: "203.0.113.9",
        remotePort: 4_000,
        localPort: 995,
        accountId: signedIn === null ? null : 7,
        startedAt: new Date(then + begun * minuteMs),
        signedInAt: time(signedIn),
        lastCommandAt: time(last),
        endedAt: time(ended),
        endReason: ended === null ? null : "quit",
        ...given,
      },
    });
  }

  test("silence at the end and before sign-in is measured, as asked and as in force; live sessions are nobody's", async () => {
    await session([0, 0, 12, 12]);
    await session([0, 0, 5, 16], { endReason: "autologout" });
    await session([0, 0, 5, 30], { endReason: "dropped" });
    await session([0, null, 0, 2], { endReason: "autologout" });
    await session([0, 0.5, 1, 1]);
    await session([0, 0, 5, null]);
    expect(await readWaitingEffect(at.store, { autologoutSeconds: 1_200, signInSeconds: 20 })).toEqual({
      sessionCount: 5,
      silent: { asked: 1, now: 2 },
      unsigned: { asked: 2, now: 1 },
    });
  });

  test("what closed connections is counted, and the delays are added up", async () => {
    await session([0, null, 0, 1], { endReason: "refused" });
    await session([0, null, 0, 1], { endReason: "protocol-errors" });
    await session([0, null, 0, 1], { endReason: "protocol-errors" });
    expect(await readMistakesEffect(at.store, { maxSignInFailures: 3, signInFailureDelayMs: 1_000 })).toEqual({
      sessionCount: 3,
      refusedCount: 1,
      protocolErrorCount: 2,
      waitMs: { asked: 7_000, now: 15_500 },
    });
  });

  test("downloads are added up by account and hour, sign-ins are compared with the one before", async () => {
    await session([0, 0, 1, 1], { retrievedCount: 60, octetsSent: 1_000n });
    await session([30, 30, 31, 31], { retrievedCount: 50, octetsSent: 1_000n });
    await session([70, 70, 71, 71], { retrievedCount: 90, octetsSent: 90_000n });
    await session([31, 31, 32, 32], { accountId: 8, retrievedCount: 99 });
    expect(await readDownloadsEffect(at.store, { maxMessagesPerHour: 100, loginDelaySeconds: 31 * 60 })).toEqual({
      sessionCount: 4,
      accounts: { asked: 1, now: 0 },
      early: { asked: 1, now: 0 },
      earlyAccounts: 1,
    });
    expect(await readDownloadsEffect(at.store, { maxMessagesPerHour: 110 })).toMatchObject({ accounts: { asked: 0 } });
    expect(await readDownloadsEffect(at.store, { maxOctetsPerHour: 80_000, loginDelaySeconds: 3_600 })).toMatchObject({
      accounts: { asked: 1, now: 0 },
      early: { asked: 2, now: 0 },
    });
  });

  test("who asks CAPA is counted; an answer that stays is no change", async () => {
    await session([0, 0, 1, 1], { client: "CAPA USER PASS alpn" });
    await session([0, 0, 1, 1], { client: "USER PASS" });
    expect(await readAnnouncedEffect(at.store, { expireDays: 30, showImplementation: true })).toEqual({
      sessionCount: 2,
      askingCount: 1,
      changes: ["expireDays"],
    });
  });

  test("who signs in by a way that is closed is counted, with the accounts", async () => {
    await changeSettings(at.store, { oidcIssuer: "https://id.example.org", oidcAudience: "mail" }, tester);
    await session([0, 0, 1, 1], { mechanism: "SCRAM-SHA-256" });
    await session([0, 0, 1, 1], { mechanism: "SCRAM-SHA-256-PLUS", accountId: 8 });
    await session([0, 0, 1, 1], { mechanism: "SCRAM-SHA-256" });
    await session([0, 0, 1, 1], { mechanism: "XOAUTH2" });
    await session([0, null, 1, 1], { mechanism: null });
    expect(await readSignInWaysEffect(at.store, { offersScram: false })).toEqual({
      signInCount: 4,
      affected: [{ way: "scram", isClosed: true, signInCount: 3, accountCount: 2 }],
      opened: [],
    });
    expect(await readSignInWaysEffect(at.store, { oidcAudience: "other" })).toMatchObject({
      affected: [{ way: "token", isClosed: false, signInCount: 1 }],
    });
    expect(await readSignInWaysEffect(at.store, { oidcIssuer: null })).toMatchObject({
      affected: [{ way: "token", isClosed: true, accountCount: 1 }],
    });
    expect(await readSignInWaysEffect(at.store, {})).toMatchObject({ affected: [], opened: [] });
    await changeSettings(at.store, { offersScram: false }, tester);
    expect(await readSignInWaysEffect(at.store, { offersScram: true })).toMatchObject({ opened: ["scram"] });
  });

  test("messages that are too large, and what would be forgotten, are counted in the logs", async () => {
    const now = at.store.clock.now().getTime();
    for (const [index, [megabytes, daysAgo]] of [
      [1, 10],
      [2, 20],
      [30, 40],
    ].entries()) {
      const common = { accountId: 7, address: "ann@example.org", uniqueId: `u${index}`, searchText: "" };
      const arrivedAt = new Date(now - (daysAgo ?? 0) * dayMs);
      const octets = (megabytes ?? 0) * 1024 * 1024;
      await at.store.logs.receipt.create({ data: { ...common, sequence: index, octets, arrivedAt } });
      await at.store.logs.sessionTrace.create({ data: { sessionId: `${earliestSessionId(arrivedAt)}x`, trace: "" } });
    }
    expect(await readMailEffect(at.store, { maxMessageOctets: 2 * 1024 * 1024, bodyStore: "files" })).toEqual({
      messageCount: 3,
      larger: { asked: 1, now: 0 },
      bodyStore: "files",
    });
    expect(await readMailEffect(at.store, { bodyStore: "segments" })).toMatchObject({ bodyStore: null });
    expect(await readTracesEffect(at.store, { tracesKeptDays: 15 })).toMatchObject({
      forgottenCount: 2,
      isWritten: true,
    });
    expect(await readTracesEffect(at.store, { tracesKeptDays: 50, recordsTraces: false })).toMatchObject({
      forgottenCount: 0,
      isWritten: false,
    });
    expect(await readReceiptsEffect(at.store, { receiptDays: 30 })).toMatchObject({
      forgottenCount: 1,
      isWritten: true,
    });
    expect(await readReceiptsEffect(at.store, { receiptDays: null })).toMatchObject({
      forgottenCount: 3,
      isWritten: false,
    });
  });
});
