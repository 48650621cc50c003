import { z } from "zod";
import type { FailureReason } from "../../sign-in-failure/schema.ts";
import { condition } from "./condition.ts";

/** What a guesser meets. Somebody who comes too soon, or whose maildrop is in use, guesses nothing. */
const guesses: readonly FailureReason[] = [
  "wrong-password",
  "unknown-account",
  "no-password",
  "throttled",
  "not-believed",
  "app-password-revoked",
  "app-password-over",
];

const hourMs = 60 * 60_000;
const sampleMs = 20_000;

/** What was counted at an instant: rows go by the hour, so a sample names its hour. */
const sample = z.object({ atMs: z.number(), hourMs: z.number(), count: z.number() });
const samples = z.array(sample).catch([]);
type Sample = z.output<typeof sample>;

export const failedSignIns = condition({
  title: "Many failed sign-ins",
  description:
    "More sign-ins are refused for a wrong name or password than usual: somebody guesses, or a password has changed.",
  thresholds: {
    perMinute: { label: "More refused sign-ins than", unit: "a minute", from: 1, to: 1_000_000, usual: 100 },
    minutes: { label: "on average over", unit: "minutes", from: 1, to: 60, usual: 5 },
  },
  usual: { isEnabled: true, isUrgent: false, forSeconds: 0, resolveSeconds: 300 },
  everySeconds: 60,
  async look({ db, clock }, { perMinute, minutes }, memory) {
    const nowMs = clock.now().getTime();
    const known = samples.parse(memory).filter(({ atMs }) => atMs <= nowMs && atMs > nowMs - (minutes + 2) * 60_000);
    const countFrom = async (fromMs: number) => {
      const { _sum } = await db.signInFailure.aggregate({
        where: { hourAt: { gte: new Date(fromMs) }, reason: { in: [...guesses] } },
        _sum: { count: true },
      });
      return _sum.count ?? 0;
    };
    const thisHourMs = Math.floor(nowMs / hourMs) * hourMs;
    const last = known.at(-1);
    const isDue = last === undefined || nowMs - last.atMs >= sampleMs;
    const now: Sample = { atMs: nowMs, hourMs: thisHourMs, count: await countFrom(thisHourMs) };
    const next = isDue ? [...known, now] : known;
    const since = known.filter(({ atMs }) => atMs <= nowMs - minutes * 60_000).at(-1) ?? known[0];
    if (since === undefined) return { found: [], memory: next };
    const counted = (await countFrom(since.hourMs)) - since.count;
    // After a start the window is not full yet: then it counts as if nothing had been before.
    const rate = counted / Math.max(minutes, (nowMs - since.atMs) / 60_000);
    if (rate <= perMinute) return { found: [], memory: next };
    return {
      found: [
        {
          subject: "all",
          severity: "warning",
          text: `${Math.round(rate)} sign-ins a minute were refused in the last ${minutes} minutes for a wrong name or password (more than ${perMinute}).`,
          href: "/protection",
        },
      ],
      memory: next,
    };
  },
});
