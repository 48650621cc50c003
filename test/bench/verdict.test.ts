import { expect, test } from "vitest";
import { medians } from "./measure-row.ts";
import type { Figure } from "./rows/row.ts";
import { judge } from "./verdict.ts";

const rate: Figure = {
  key: "rate",
  title: "sign-ins",
  unit: "sessions/s",
  better: "more",
  target: { ratioAtLeast: 3 },
};
const time: Figure = { key: "ms", title: "QUIT", unit: "ms", better: "less", target: { ratioAtLeast: 10 } };

test("a ratio says how many times better Popdesk is, whichever direction is better", () => {
  expect(judge(rate, { rate: 30 }, { rate: 10 })).toMatchObject({ ratio: 3, isMet: true });
  expect(judge(rate, { rate: 29 }, { rate: 10 })).toMatchObject({ ratio: 2.9, isMet: false });
  expect(judge(time, { ms: 5 }, { ms: 50 })).toMatchObject({ ratio: 10, isMet: true });
});

test("without Dovecot a ratio is neither met nor missed, a figure of our own is", () => {
  expect(judge(rate, { rate: 30 }, undefined)).toMatchObject({ ratio: null, isMet: null });
  const memory: Figure = { ...time, target: { atMost: 10 } };
  expect(judge(memory, { ms: 11 }, undefined)).toMatchObject({ isMet: false, target: "≤ 10 ms" });
});

test("medians are taken figure by figure", () => {
  expect(
    medians([
      { a: 1, b: 9 },
      { a: 3, b: 7 },
      { a: 2, b: 8 },
    ]),
  ).toEqual({ a: 2, b: 8 });
  expect(medians([{ a: 1 }, { a: 2 }])).toEqual({ a: 1.5 });
});
