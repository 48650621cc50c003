import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { logEventRows } from "#server/log-event/events.ts";
import { explainAnswer } from "#server/log-knowledge/explain-answer.ts";
import { explainEntry } from "#server/log-knowledge/explain-entry.ts";
import { failureReasons } from "#server/sign-in-failure/schema.ts";

const root = resolve(import.meta.dirname, "../../..");

const quoted = '("(?:[^"\\\\\n]|\\\\.)*"|`(?:[^`\\\\]|\\\\.)*`)';
/** Where the daemon's code makes an -ERR, or the text of one. */
const makers: readonly (readonly [string, RegExp])[] = [
  ["err", new RegExp(`\\b(?:err|protocolError)\\(\\s*${quoted}`, "g")],
  ["malformed", new RegExp(`\\bmalformed\\(\\s*${quoted}`, "g")],
  ["err", new RegExp(`\\brefuse\\(\\s*(?:null|"[A-Z/-]+"),\\s*${quoted}`, "g")],
  ["err", new RegExp(`\\btext(?:: | = )${quoted}`, "g")],
  ["err", new RegExp(`\\bconst refused = ${quoted}`, "g")],
  ["malformed", new RegExp(`\\bconst noMessage = ${quoted}`, "g")],
  // Functions that give a text back.
  ["err", new RegExp(`(?:[?:]|return) ${quoted};`, "g")],
  // Tables of texts.
  ["err", new RegExp(`^  "?[a-z-]+"?: (?:\\["[A-Z/]+", )?${quoted}`, "gm")],
];
/** Parts of sentences, which are found whole as well. */
const notSaid = /^(?:7; closing after|use port 995|turn on STARTTLS)/;

interface Said {
  readonly place: string;
  readonly text: string;
  readonly maker: string;
}

/** Every text behind an -ERR in a file, with "7" for what is put in. */
function saidIn(file: string): Said[] {
  const source = readFileSync(join(root, file), "utf8");
  const said = new Map<string, Said>();
  for (const [maker, pattern] of makers) {
    for (const match of source.matchAll(pattern)) {
      const text = (match[1] ?? "").slice(1, -1).replace(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, "7");
      const isSentence = /[a-z]{2} [a-z]/i.test(text) && !notSaid.test(text);
      if (isSentence && !said.has(text)) said.set(text, { place: file, text, maker });
    }
  }
  return [...said.values()];
}

const files = ["pop3d/session", "pop3d/backend", "pop3d/protocol"].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.startsWith("proxy"))
    .map((name) => join(folder, name)),
);
const all = [...files, "pop3d/net/worker/protection.ts", "pop3d/net/worker/serve-pop3.ts"].flatMap(saidIn);

describe("every -ERR the daemon can say is explained by its words, not by its code alone", () => {
  test("they are found in the code, of every way in which it makes one", () => {
    const texts = all.map(({ text }) => text);
    expect(texts.length).toBeGreaterThan(60);
    for (const text of [
      "PASS follows USER",
      "the address or the password is wrong",
      "this message was removed by an administrator",
      "messages of this maildrop are kept: your administrator does not let mail programs delete them",
      "this sign-in is not for this account, or is over; sign in anew in the mail program",
      "[SYS/PERM] your network is kept out; ask the administrator of this server",
      "7 is only for before the sign-in",
      "this account may download 7 within an hour, and has; the rest is kept, fetch it later",
    ])
      expect(texts).toContain(text);
  });

  test.each(all)("$place: $text", ({ text, maker }) => {
    // What a parser finds malformed is said behind the command's keyword, or AUTH.
    const answers = maker === "malformed" ? [`RETR: ${text}`, `AUTH: ${text}`] : [text];
    for (const answer of answers) {
      expect(explainAnswer(`-ERR ${answer}`)?.name).toEqual(expect.stringMatching(/^(?!code-)/));
    }
  });
});

test.each(Object.keys(failureReasons))("a sign-in refused for %s, as our own log says it", (reason) => {
  const line = { program: "popdesk", event: "sign-in-failed", reason };
  const events = ["sign-in-failed", "sign-in-refused", "sign-in-trouble", "maildrop-locked"];
  const names = events.map((event) => explainEntry({ ...line, event })?.name);
  expect(names.filter((name) => name !== undefined).length).toBeGreaterThan(0);
});

test("what our own log says of trouble and refusals is explained", () => {
  const silent = logEventRows.filter(
    ({ as, result }) =>
      result === "refused" && explainEntry({ program: "popdesk", event: as, reason: "connections" }) === null,
  );
  expect(silent).toEqual([]);
});
