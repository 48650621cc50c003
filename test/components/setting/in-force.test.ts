import { expect, test } from "vitest";
import { limitsInForce } from "#components/setting/in-force.ts";
import { defaultSettings } from "#server/setting/schema.ts";

const settings = { hostname: "mail.example.org", ...defaultSettings };

test("limits are sentences a colleague could check", () => {
  expect(limitsInForce(settings)).toEqual([
    "20\u202f000 mail programs may be connected at once, 100 from one address.",
    "A signed-in session ends after 10 minutes of silence, one that is not signed in after 1 minute.",
    "After 5 refused sign-ins a connection is closed.",
    "An account may download as much as it likes, and sign in as often as it likes.",
  ]);
});

test("what an account may download and how often it may sign in is said where it is limited", () => {
  const limited = { ...settings, maxMessagesPerHour: 1200, maxOctetsPerHour: 2_000_000_000, loginDelaySeconds: 90 };
  expect(limitsInForce(limited).at(-1)).toBe(
    "An account may download 1\u202f200 messages and 2 GB within an hour, and sign in once in 90 seconds.",
  );
});
