import type { Condition } from "./transcript.ts";
import { expandBase64, octetsOf, readEscapes, sampleMessage } from "./transcript-text.ts";

type Doing =
  | { readonly do: "given"; readonly condition: Condition }
  | { readonly do: "sign in"; readonly account: string }
  | { readonly do: "send"; readonly client: string; readonly octets: Uint8Array }
  | { readonly do: "expect"; readonly client: string; readonly pattern: string }
  | { readonly do: "TLS" | "DROP" | "CLOSED"; readonly client: string };

/** One thing to do or to expect, and the line of the file it comes from. */
export type Step = Doing & { readonly line: number };

export interface Transcript {
  /** The first comment line: file name, RFC section, what it shows. */
  readonly title: string;
  readonly steps: readonly Step[];
}

export const DEFAULT_PASSWORD = "secret";
export const FIRST_CLIENT = "1";

export function parseTranscript(text: string): Transcript {
  const lines = text.split("\n");
  const title = /^# (.*RFC \d+ §.*)$/.exec(lines[0] ?? "")?.[1];
  if (title === undefined) throw new Error("the first line is a comment that cites the RFC section");
  const steps: Step[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] as string;
    if (line === "" || line.startsWith("#")) continue;
    if (!line.startsWith("GIVEN ")) {
      steps.push({ ...parseStep(line), line: at + 1 });
      continue;
    }
    const quoted: string[] = [];
    for (; lines[at + 1]?.startsWith("M:"); at += 1) quoted.push((lines[at + 1] as string).slice("M: ".length));
    steps.push(...parseGiven(line.slice("GIVEN ".length), quoted).map((doing) => ({ ...doing, line: at + 1 })));
  }
  return { title, steps };
}

function parseStep(line: string): Doing {
  const [, verb, number, rest] = /^(C|S|RAW|TLS|DROP|CLOSED)(\d?)(?:: ?(.*))?$/.exec(line) ?? [];
  const client = number || FIRST_CLIENT;
  if (rest === undefined && (verb === "TLS" || verb === "DROP" || verb === "CLOSED")) return { do: verb, client };
  if (rest !== undefined && verb === "C") return { do: "send", client, octets: octetsOf(`${expandBase64(rest)}\r\n`) };
  if (rest !== undefined && verb === "RAW") return { do: "send", client, octets: readEscapes(rest) };
  if (rest !== undefined && verb === "S") return { do: "expect", client, pattern: rest };
  throw new Error(`not a line of a transcript: ${line}`);
}

/** The sentences after GIVEN. `quoted` are the M: lines below. */
const sentences: readonly [RegExp, (words: Record<string, string>, quoted: readonly string[]) => Doing[]][] = [
  [
    /^maildrop "(?<account>[^"]+)" with (no messages|(?<count>\d+) messages? of (?<sizes>[\d, and]+) octets)(?<signedIn>, signed in)?$/,
    ({ account = "", count = "0", sizes = "", signedIn }) => [
      ...given({ kind: "account", account, password: DEFAULT_PASSWORD }),
      ...sampleMessages(Number(count), sizes).flatMap((wire) => given({ kind: "message", account, wire })),
      ...(signedIn === undefined ? [] : [{ do: "sign in" as const, account }]),
    ],
  ],
  [
    /^a message for "(?<account>[^"]+)"(?<isCut>, its last line without an end)?$/,
    ({ account = "", isCut }, quoted) =>
      given({ kind: "message", account, wire: octetsOf(`${quoted.join("\r\n")}${isCut ? "" : "\r\n"}`) }),
  ],
  [/^"(?<account>[^"]+)" signed in$/, ({ account = "" }) => [{ do: "sign in", account }]],
  [
    /^the password of "(?<account>[^"]+)" is "(?<password>.+)"$/,
    ({ account = "", password = "" }) => given({ kind: "account", account, password }),
  ],
  [
    /^the body of message (?<number>\d+) of "(?<account>[^"]+)" is lost$/,
    ({ account = "", number }) => given({ kind: "lost body", account, number: Number(number) }),
  ],
  [/^every UPDATE fails$/, () => given({ kind: "failing UPDATE" })],
  [
    /^the setting (?<name>\w+) is (?<value>.+)$/,
    ({ name = "", value = "" }) => given({ kind: "setting", name, value: JSON.parse(value) }),
  ],
  [/^a listener without TLS$/, () => given({ kind: "listener", tls: "none" })],
  [/^a listener with STARTTLS$/, () => given({ kind: "listener", tls: "starttls" })],
  [/^a listener with TLS$/, () => given({ kind: "listener", tls: "implicit" })],
  [/^cleartext sign-in never$/, () => given({ kind: "cleartext sign-in", allowed: "never" })],
  [/^cleartext sign-in always$/, () => given({ kind: "cleartext sign-in", allowed: "always" })],
];

function parseGiven(text: string, quoted: readonly string[]): Doing[] {
  for (const [pattern, read] of sentences) {
    const found = pattern.exec(text);
    if (found !== null) return read({ ...found.groups }, quoted);
  }
  throw new Error(`GIVEN what? ${text}`);
}

function given(condition: Condition): Doing[] {
  return [{ do: "given", condition }];
}

/** `120, 200 and 300` for three messages; one figure is that of all of them. */
function sampleMessages(count: number, sizes: string): Uint8Array[] {
  const octets = sizes.match(/\d+/g)?.map(Number) ?? [];
  if (octets.length > 1 && octets.length !== count) throw new Error(`${count} messages, but ${octets.length} figures`);
  return Array.from({ length: count }, (_, at) => sampleMessage(octets[at] ?? octets[0] ?? 0, at + 1));
}
