import { expect, test } from "vitest";
import {
  announcedText,
  downloadsText,
  forgottenText,
  mailText,
  mistakesText,
  signInWaysText,
  waitingText,
} from "#components/setting/limit-effect-text.ts";

test("effects of limits are sentences, and a figure that moves says what it was", () => {
  expect(waitingText({ sessionCount: 10_000, silent: { asked: 3, now: 5 }, unsigned: { asked: 12, now: 12 } })).toMatch(
    /^Of the last 10\u202f000 sessions, 3 had been silent for longer than the first time when they ended \(with what is in force: 5\), and 12 had not signed in within the second\. /,
  );
  expect(
    mistakesText({ sessionCount: 2, refusedCount: 1, protocolErrorCount: 0, waitMs: { asked: 15_500, now: 1_000 } }),
  ).toBe(
    "Of the last 2 sessions, refused sign-ins closed 1 and protocol errors 0, by what was in force; how near the others came is not recorded. Whoever is refused until the connection closes waits 15.5 seconds in all (with what is in force: 1 second).",
  );
  expect(
    downloadsText({
      sessionCount: 300,
      accounts: { asked: 1, now: 0 },
      early: { asked: 4, now: 4 },
      earlyAccounts: 2,
    }),
  ).toBe(
    "By the last 300 sessions, 1 account downloaded more than this within an hour (with what is in force: 0), and 4 sign-ins of 2 accounts came too soon.",
  );
  expect(mailText({ messageCount: 1, larger: { asked: 0, now: 0 }, bodyStore: "files" })).toBe(
    "Of the one message there is, none was larger than this. New messages would be kept in files of their own; those there stay where they are.",
  );
  expect(announcedText({ sessionCount: 20, askingCount: 7, changes: ["expireDays"] })).toBe(
    "Of the last 20 sessions, 7 asked for these answers and signed in. Mail programs are told otherwise from their next CAPA on. Nothing is removed by what is told; where a retention rule removes sooner, its days are told instead.",
  );
  expect(
    signInWaysText({
      signInCount: 50,
      affected: [{ way: "scram", isClosed: true, signInCount: 9, accountCount: 1 }],
      opened: [],
    }),
  ).toBe("Of the last 50 sign-ins, 9, to 1 account, came by SCRAM-SHA-256: they would have to come another way.");
  expect(signInWaysText({ signInCount: 50, affected: [], opened: [] })).toBe("Nobody signs in otherwise by this.");
  expect(forgottenText("conversation", { forgottenCount: 2, most: 100, isWritten: false })).toBe(
    "From then on none are written. 2 conversations would be forgotten within the hour, for good.",
  );
});
