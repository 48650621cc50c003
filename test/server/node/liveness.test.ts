import { describe, expect, test } from "vitest";
import { type Beat, judgeHeartbeat, type Sighting } from "#server/node/liveness.ts";
import { HandClock } from "#test/support/hand-clock.ts";

describe("a heartbeat", () => {
  const observer = () => {
    const clock = new HandClock();
    let sighting: Sighting | null = null;
    const beat: { -readonly [K in keyof Beat]: Beat[K] } = { heartbeat: 1, seenAt: clock.now(), stoppedAt: null };
    const look = () => {
      const { isAlive, silentMs, sighting: next } = judgeHeartbeat(sighting, beat, clock.now(), clock.monotonicMs());
      sighting = next;
      return { isAlive, silentMs };
    };
    const move = () => {
      beat.heartbeat += 1;
      beat.seenAt = clock.now();
    };
    return { clock, beat, look, move };
  };

  test("that moves is alive, and one that has stood for three seconds is not", () => {
    const { clock, look, move } = observer();
    for (let second = 0; second < 10; second += 1) {
      move();
      expect(look().isAlive).toBe(true);
      clock.pass(1000);
    }
    clock.pass(1999);
    expect(look()).toEqual({ isAlive: true, silentMs: 2999 });
    clock.pass(1);
    expect(look()).toEqual({ isAlive: false, silentMs: 3000 });
    move();
    expect(look()).toEqual({ isAlive: true, silentMs: 0 });
  });

  test("seen for the first time is judged by when it says it was seen", () => {
    const fresh = observer();
    fresh.clock.pass(1000);
    expect(fresh.look()).toEqual({ isAlive: true, silentMs: 1000 });
    const old = observer();
    old.clock.pass(60_000);
    expect(old.look()).toEqual({ isAlive: false, silentMs: 60_000 });
  });

  test("of a node whose clock is wrong is judged by whether it moves", () => {
    for (const wrongMs of [-3_600_000, 3_600_000]) {
      const { clock, beat, look, move } = observer();
      const moveWrong = () => {
        move();
        beat.seenAt = new Date(clock.wallMs + wrongMs);
      };
      moveWrong();
      look();
      for (let second = 0; second < 3; second += 1) {
        clock.pass(1000);
        moveWrong();
        expect(look()).toMatchObject({ isAlive: true });
      }
      clock.pass(4000);
      expect(look()).toMatchObject({ isAlive: false });
    }
  });

  test("is not moved by the observer's wall clock being set", () => {
    const { clock, look, move } = observer();
    move();
    look();
    clock.wallMs += 3_600_000;
    expect(look()).toEqual({ isAlive: true, silentMs: 0 });
  });

  test("that moved and died while the observer looked away is dead", () => {
    const { clock, look, move } = observer();
    look();
    clock.pass(1000);
    move();
    clock.pass(30_000);
    expect(look()).toEqual({ isAlive: false, silentMs: 30_000 });
  });

  test("of a daemon that was stopped in order is not waited for", () => {
    const { clock, beat, look } = observer();
    beat.stoppedAt = clock.now();
    expect(look()).toEqual({ isAlive: false, silentMs: 0 });
  });
});
