/**
 * Transcripts: conversations as text files, played against a world that serves POP3.
 *
 *   # name.pop3 — RFC 1939 §5: what it shows
 *   GIVEN maildrop "ann" with 3 messages of 120, 200 and 300 octets, signed in
 *   C: DELE 1                     a line to the server; base64(…) is encoded, with \0 for NUL
 *   S: +OK message 1 deleted      the next line from it; … stands for anything, {a} for the same text each time
 *   RAW: NO\0OP\n                 octets as they are, with \r \n \t \0 \\ and \xHH
 *   TLS  DROP  CLOSED             the client shakes hands; it hangs up; the server has hung up
 *
 * C2:, S2:, RAW2:, TLS2 … are a second client. A client connects when it first says or hears something, and again after DROP
 * or CLOSED. The greeting is a line like any other, except that "signed in" has read it already.
 */

/** What a world can be told to be like. */
export type Condition =
  | { readonly kind: "account"; readonly account: string; readonly password: string }
  /** Delivered at this moment, in wire form. */
  | { readonly kind: "message"; readonly account: string; readonly wire: Uint8Array }
  | { readonly kind: "listener"; readonly tls: "none" | "starttls" | "implicit" }
  | { readonly kind: "cleartext sign-in"; readonly allowed: "never" | "loopback" | "always" }
  | { readonly kind: "lost body"; readonly account: string; readonly number: number }
  | { readonly kind: "failing UPDATE" };

export interface WorldConnection {
  send(octets: Uint8Array): Promise<void>;
  /** A line without CRLF, one character per octet; null once the server has closed. */
  readLine(): Promise<string | null>;
  startTls(): Promise<void>;
  drop(): Promise<void>;
}

/** Something that serves POP3. At first: listener without TLS, cleartext sign-in from loopback, no accounts. */
export interface World {
  given(condition: Condition): Promise<void>;
  connect(): Promise<WorldConnection>;
}

export const DEFAULT_PASSWORD = "secret";

type Step = { readonly line: number } & (
  | { readonly do: "given"; readonly condition: Condition }
  | { readonly do: "sign in"; readonly account: string }
  | { readonly do: "send"; readonly client: string; readonly octets: Uint8Array }
  | { readonly do: "expect"; readonly client: string; readonly pattern: string }
  | { readonly do: "TLS" | "DROP" | "CLOSED"; readonly client: string }
);

type StepBody = Step extends infer S ? (S extends Step ? Omit<S, "line"> : never) : never;

export interface Transcript {
  /** The first comment line: file name, RFC section, what it shows. */
  readonly title: string;
  readonly steps: readonly Step[];
}

export function parseTranscript(text: string): Transcript {
  const lines = text.split("\n");
  const title = lines[0]?.startsWith("# ") ? lines[0].slice(2) : "";
  if (!/RFC \d+ §/.test(title)) throw new Error("the first line is a comment that cites the RFC section");
  const steps: Step[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] as string;
    if (line === "" || line.startsWith("#")) continue;
    const quoted: string[] = [];
    while (line.startsWith("GIVEN") && lines[at + 1]?.startsWith("M:")) {
      at += 1;
      quoted.push((lines[at] as string).slice(3));
    }
    const bodies = line.startsWith("GIVEN ") ? parseGiven(line.slice(6), quoted) : [parseStep(line)];
    steps.push(...bodies.map((body) => ({ ...body, line: at + 1 }) as Step));
  }
  return { title, steps };
}

/** Throws with the transcript's line number at the first thing that is not as written. */
export async function playTranscript(transcript: Transcript, world: World): Promise<void> {
  const connections = new Map<string, WorldConnection>();
  const captured = new Map<string, string>();
  const connected = async (client: string): Promise<WorldConnection> => {
    const connection = connections.get(client) ?? (await world.connect());
    connections.set(client, connection);
    return connection;
  };
  for (const step of transcript.steps) {
    try {
      switch (step.do) {
        case "given":
          await world.given(step.condition);
          break;
        case "sign in":
          await signIn(await connected("1"), step.account);
          break;
        case "send":
          await (await connected(step.client)).send(step.octets);
          break;
        case "expect":
          match(step.pattern, await (await connected(step.client)).readLine(), captured);
          break;
        case "TLS":
          await (await connected(step.client)).startTls();
          break;
        case "DROP":
          await (await connected(step.client)).drop();
          connections.delete(step.client);
          break;
        case "CLOSED": {
          const line = await (await connected(step.client)).readLine();
          if (line !== null) throw new Error(`expected the server to hang up, but it said: ${line}`);
          connections.delete(step.client);
        }
      }
    } catch (error) {
      throw new Error(`line ${step.line} of ${transcript.title}: ${error instanceof Error ? error.message : error}`);
    }
  }
  for (const connection of connections.values()) await connection.drop();
}

async function signIn(connection: WorldConnection, account: string): Promise<void> {
  await connection.readLine();
  for (const command of [`USER ${account}`, `PASS ${DEFAULT_PASSWORD}`]) {
    await connection.send(octetsOf(`${command}\r\n`));
    match("+OK…", await connection.readLine(), new Map());
  }
}

function match(pattern: string, line: string | null, captured: Map<string, string>): void {
  if (line === null) throw new Error(`expected "${pattern}", but the server has hung up`);
  const names: string[] = [];
  const source = expandBase64(pattern)
    .split(/(…|\{\w+\})/)
    .map((part) => {
      if (part === "…") return ".*";
      if (!/^\{\w+\}$/.test(part)) return escapeForPattern(latin1(octetsOf(part)));
      const known = captured.get(part);
      if (known !== undefined) return escapeForPattern(known);
      names.push(part);
      return "(.+)";
    })
    .join("");
  const found = new RegExp(`^${source}$`, "s").exec(line);
  if (found === null) throw new Error(`expected "${pattern}", got "${line}"`);
  names.forEach((name, at) => {
    captured.set(name, found[at + 1] as string);
  });
}

function escapeForPattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}

function parseStep(line: string): StepBody {
  const [, verb = "", client = "", rest] = /^(C|S|RAW|TLS|DROP|CLOSED)(\d?)(?:: ?(.*))?$/.exec(line) ?? [];
  const name = client === "" ? "1" : client;
  if (rest === undefined && (verb === "TLS" || verb === "DROP" || verb === "CLOSED")) return { do: verb, client: name };
  if (rest !== undefined && verb === "C")
    return { do: "send", client: name, octets: octetsOf(`${expandBase64(rest)}\r\n`) };
  if (rest !== undefined && verb === "RAW") return { do: "send", client: name, octets: unescape(rest) };
  if (rest !== undefined && verb === "S") return { do: "expect", client: name, pattern: rest };
  throw new Error(`not a line of a transcript: ${line}`);
}

function parseGiven(text: string, quoted: readonly string[]): StepBody[] {
  const given = (condition: Condition): StepBody => ({ do: "given", condition });
  let found = /^maildrop "([^"]+)" with (?:no messages|(\d+) messages? of ([\d, and]+) octets)(, signed in)?$/.exec(
    text,
  );
  if (found !== null) {
    const [, account = "", count = "0", sizes = "", signedIn] = found;
    const octets = sizes.match(/\d+/g)?.map(Number) ?? [];
    if (octets.length !== Number(count) && octets.length !== 1)
      throw new Error(`${count} messages, ${octets.length} sizes`);
    return [
      given({ kind: "account", account, password: DEFAULT_PASSWORD }),
      ...Array.from({ length: Number(count) }, (_, at) =>
        given({ kind: "message", account, wire: sampleMessage(octets[at] ?? octets[0] ?? 0, at + 1) }),
      ),
      ...(signedIn === undefined ? [] : [{ do: "sign in" as const, account }]),
    ];
  }
  found = /^a message for "([^"]+)"$/.exec(text);
  if (found?.[1] !== undefined) {
    return [
      given({ kind: "message", account: found[1], wire: octetsOf(quoted.map((line) => `${line}\r\n`).join("")) }),
    ];
  }
  found = /^"([^"]+)" signed in$/.exec(text);
  if (found?.[1] !== undefined) return [{ do: "sign in", account: found[1] }];
  found = /^the password of "([^"]+)" is "(.+)"$/.exec(text);
  if (found?.[1] !== undefined) return [given({ kind: "account", account: found[1], password: found[2] ?? "" })];
  found = /^cleartext sign-in (never|loopback|always)$/.exec(text);
  if (found !== null)
    return [given({ kind: "cleartext sign-in", allowed: found[1] as "never" | "loopback" | "always" })];
  found = /^the body of message (\d+) of "([^"]+)" is lost$/.exec(text);
  if (found?.[2] !== undefined) return [given({ kind: "lost body", account: found[2], number: Number(found[1]) })];
  if (text === "every UPDATE fails") return [given({ kind: "failing UPDATE" })];
  const tls = ({ "without TLS": "none", "with STARTTLS": "starttls", "with TLS": "implicit" } as const)[
    text.replace(/^a listener /, "") as "without TLS"
  ];
  if (tls !== undefined) return [given({ kind: "listener", tls })];
  throw new Error(`GIVEN what? ${text}`);
}

/** A message of exactly so many octets, at least 4, with a header and lines of mail-like length. */
export function sampleMessage(octets: number, number: number): Uint8Array {
  const header = `Subject: message ${number}\r\n\r\n`;
  let text = octets >= header.length + 3 ? header : "\r\n";
  while (text.length < octets) {
    const left = octets - text.length;
    const line = left <= 74 ? left - 2 : Math.min(70, left - 5);
    text += `${"x".repeat(Math.max(0, line))}\r\n`;
  }
  return octetsOf(text);
}

function expandBase64(text: string): string {
  return text.replace(/base64\(([^)]*)\)/g, (_, inner: string) => btoa(latin1(unescape(inner))));
}

function unescape(text: string): Uint8Array {
  const controls: Record<string, string> = { r: "\r", n: "\n", t: "\t", "0": "\0", "\\": "\\" };
  const octets: number[] = [];
  for (const [part, hex, control] of text.matchAll(/\\x([0-9A-F]{2})|\\([rnt0\\])|[^\\]+/g)) {
    if (hex !== undefined) octets.push(Number.parseInt(hex, 16));
    else octets.push(...octetsOf(control === undefined ? part : (controls[control] as string)));
  }
  return Uint8Array.from(octets);
}

function octetsOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function latin1(octets: Uint8Array): string {
  return Array.from(octets, (octet) => String.fromCharCode(octet)).join("");
}
