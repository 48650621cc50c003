import { describe, expect, test } from "vitest";
import { TraceRecorder } from "#server/session-trace/recorder.ts";
import type { TraceEntry, TraceLine, TraceRun } from "#server/session-trace/schema.ts";
import { unpackTrace } from "#server/session-trace/unpack-trace.ts";

const startedAt = 1_800_000_000_000;

/** A session whose clock the test moves on. */
class Said {
  readonly recorder = new TraceRecorder(startedAt);
  now = startedAt;
  #sent = 0;

  constructor() {
    this.recorder.answered("+OK ready");
    this.recorder.sent(11, this.now);
    this.#sent = 11;
  }

  say(word: string, argument: string | null, answer = "+OK", octets = answer.length + 2): this {
    this.recorder.heard(word, argument, this.now);
    this.recorder.answered(answer);
    this.now += 1;
    this.#sent += octets;
    this.recorder.sent(this.#sent, this.now);
    return this;
  }

  entries(isKept: (name: string) => boolean = () => true): readonly TraceEntry[] {
    return unpackTrace(this.recorder.packed(isKept)) ?? [];
  }
}

const words = (entries: readonly TraceEntry[]) =>
  entries.flatMap((entry) => (entry.kind === "line" || entry.kind === "run" ? [`${entry.word} ${entry.count}`] : []));

describe("a trace", () => {
  test("has greeting, commands with answers, octets and times, and the end", () => {
    const said = new Said().say("STAT", null, "+OK 2 300");
    said.now += 2_000;
    said.recorder.note("end", "quit", said.now);
    expect(said.entries()).toEqual([
      { kind: "note", atMs: 0, what: "greeting", detail: "+OK ready" },
      {
        kind: "line",
        atMs: 0,
        word: "STAT",
        argument: null,
        isNameWithheld: false,
        answer: "+OK 2 300",
        octets: 11,
        tookMs: 1,
        count: 1,
        lastAtMs: 1,
      },
      { kind: "note", atMs: 2_001, what: "end", detail: "quit" },
    ]);
  });

  test("counts downloads in turn as one, and what is marked between them as another", () => {
    const said = new Said();
    for (let number = 1; number <= 4_211; number += 1) {
      said.say("RETR", `${number}`, "+OK 9000 octets", 9_050);
      said.say("DELE", `${number}`);
    }
    const [, retr, dele, ...rest] = said.entries();
    expect(rest).toEqual([]);
    expect(retr).toEqual({
      kind: "run",
      atMs: 0,
      word: "RETR",
      count: 4_211,
      first: 1,
      last: 4_211,
      isInTurn: true,
      octets: 4_211 * 9_050,
      lastAtMs: 8_421,
    } satisfies TraceRun);
    expect(dele).toMatchObject({ word: "DELE", count: 4_211, isInTurn: true });
  });

  test("says where numbers are left out, and begins anew after a refusal and after a pause", () => {
    const said = new Said().say("RETR", "1").say("RETR", "3").say("RETR", "9", "-ERR no message 9").say("RETR", "4");
    said.now += 60_000;
    said.say("RETR", "5");
    const [, first, refused, fourth, fifth] = said.entries();
    expect(first).toMatchObject({ kind: "run", count: 2, first: 1, last: 3, isInTurn: false });
    expect(refused).toMatchObject({ kind: "line", argument: "9", answer: "-ERR no message 9" });
    expect([fourth, fifth]).toMatchObject([
      { argument: "4", count: 1 },
      { argument: "5", count: 1, atMs: 60_004 },
    ]);
  });

  test("of a client that says a million times the same stays one line", () => {
    const said = new Said();
    for (let time = 0; time < 1_000_000; time += 1) said.say("NOOP", null);
    for (let time = 0; time < 1_000_000; time += 1) said.say("unknown", null, "-ERR there is no such command");
    expect(words(said.entries())).toEqual(["NOOP 1000000", "unknown 1000000"]);
  });

  test("of a client that never says the same twice stays small, keeps beginning and end, and counts the rest", () => {
    const said = new Said();
    for (let time = 0; time < 100_000; time += 1)
      said.say("RETR", `${time}`, `-ERR no message ${time}: ${"x".repeat(500)}`);
    said.say("QUIT", null);
    expect(said.recorder.packed(() => true).length).toBeLessThan(24 * 1024);
    const entries = said.entries();
    const gap = entries.find(({ kind }) => kind === "omitted");
    const lines = entries.filter((entry): entry is TraceLine => entry.kind === "line");
    expect(lines[0]).toMatchObject({ word: "RETR", argument: "0" });
    expect(lines.at(-1)).toMatchObject({ word: "QUIT" });
    expect(lines.length + (gap?.kind === "omitted" ? gap.count : 0)).toBe(100_001);
  });

  test("gives a name only where it is known to be one", () => {
    const said = new Said();
    said.recorder.heardName("USER", "hunter2", said.now);
    said.recorder.answered("+OK now the password");
    said.recorder.sent(50, said.now);
    expect(said.entries((name) => name === "ann@example.org").at(-1)).toMatchObject({
      argument: "…",
      isNameWithheld: true,
    });
    expect(said.recorder.packed(() => false)).not.toContain("hunter2");
    expect(said.entries().at(-1)).toMatchObject({ argument: "hunter2", isNameWithheld: false });
  });

  test("shows the command that is being answered, and one whose answer never left", () => {
    const said = new Said().say("STAT", null);
    said.recorder.heard("RETR", "1", said.now);
    expect(said.entries().at(-1)).toMatchObject({ word: "RETR", argument: "1", answer: null });
    said.recorder.note("end", "dropped", said.now + 5);
    expect(said.entries().slice(-2)).toMatchObject([{ word: "RETR", answer: null }, { what: "end" }]);
  });
});

test("what another version has packed is not shown as something else", () => {
  expect(unpackTrace("[2,[],[]]")).toBeNull();
});
