import { expect, test } from "vitest";
import { Repeated } from "#pop3d/net/worker/repeated.ts";
import type { Logger } from "#server/log.ts";
import { HandClock } from "#test/support/hand-clock.ts";

const full = (remoteIp: string) => ({ event: "limit", reason: "connections", remoteIp, listener: "POP3" }) as const;

function listened() {
  const said: { text: string; facts: object }[] = [];
  const clock = new HandClock();
  const log = { warn: (facts: object, text: string) => said.push({ text, facts }) } as unknown as Logger;
  return { said, clock, repeated: new Repeated(log, clock) };
}

test("a flood of refusals is told at once, and then counted every ten seconds, each kind for itself", () => {
  const { said, clock, repeated } = listened();
  for (let n = 0; n < 5_000; n += 1) repeated.warn("full", full(`client ${n}`), "refused");
  repeated.warn("from 192.0.2.1", full("192.0.2.1"), "refused");
  expect(said.map(({ facts }) => facts)).toEqual([full("client 0"), full("192.0.2.1")]);
  clock.pass(10_000);
  repeated.warn("full", full("client 5000"), "refused");
  expect(said.slice(2)).toEqual([
    { text: "refused; the last of 4999 more", facts: { ...full("client 4999"), more: 4_999, withinSeconds: 10 } },
  ]);
  clock.pass(10_000);
  repeated.tellDue();
  expect(said.slice(3)).toEqual([
    { text: "refused; the last of 1 more", facts: { ...full("client 5000"), more: 1, withinSeconds: 10 } },
  ]);
});

test("what does not come again is told no more, and as news when it does; a stop tells what was counted", () => {
  const { said, clock, repeated } = listened();
  repeated.warn("full", full("client"), "refused");
  clock.pass(30_000);
  repeated.warn("full", full("client"), "refused");
  expect(said.map(({ text }) => text)).toEqual(["refused", "refused"]);
  repeated.warn("full", full("client"), "refused");
  repeated.tellDue(true);
  expect(said.at(-1)?.text).toBe("refused; the last of 1 more");
});
