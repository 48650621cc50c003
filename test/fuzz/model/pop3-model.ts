import assert from "node:assert/strict";
import { hasControls } from "../octets.ts";

/**
 * What a POP3 server has to say, written down the obvious way: text, regular expressions and one list of messages. It knows
 * nothing of the server's own parsers.
 */

export interface ModelMessage {
  readonly uniqueId: string;
  readonly wire: string;
  isGone: boolean;
}

export class ModelMaildrop {
  messages: ModelMessage[] = [];
  /** The client that has the lock. */
  holder: ModelClient | null = null;
  updatesFail = false;
  readonly downloads: string[] = [];
}

/** An answer as it must be: a first line, and for a multi-line one all that follows it, the final dot left out. */
interface Answer {
  readonly first: RegExp;
  readonly rest?: string | RegExp;
}

type Dialogue = { readonly mechanism: "PLAIN" } | { readonly mechanism: "LOGIN"; readonly name: string | null };

const maxLineOctets = 512;
const maxSaslOctets = 12_288;
const maxAuthOctets = maxSaslOctets + "AUTH X1234567890123456789 ".length;
const maxErrors = 10;
const maxFailures = 5;

export class ModelClient {
  isClosed = false;
  /** "+OK begin TLS" was said: the rest of what was sent is not heard. */
  isShakingHands = false;
  #isTls = false;
  #userName: string | null = null;
  #dialogue: Dialogue | null = null;
  #errors = 0;
  #failures = 0;
  /** Null before the sign-in. */
  #seen: readonly ModelMessage[] | null = null;
  readonly #marked = new Set<number>();

  constructor(
    private readonly maildrop: ModelMaildrop,
    private readonly account: { readonly name: string; readonly password: string },
  ) {}

  /** Checks that `heard` is what has to be answered to `said`, and nothing else. */
  check(said: string, heard: string): void {
    let left = heard;
    for (const line of said.split("\n").slice(0, -1)) {
      if (this.isClosed || this.isShakingHands) break;
      const { first, rest } = this.#answer(line.replace(/\r$/, ""));
      try {
        left = afterAnswer(left, first, rest);
      } catch (error) {
        throw new Error(`to ${JSON.stringify(line)}, heard ${JSON.stringify(left.slice(0, 300))}: ${error}`);
      }
    }
    assert.equal(left, "", "more was answered than was asked");
  }

  tlsStarted(): void {
    this.isShakingHands = false;
    this.#isTls = true;
    this.#userName = null;
    this.#dialogue = null;
  }

  drop(): void {
    this.isClosed = true;
    if (this.maildrop.holder === this) this.maildrop.holder = null;
  }

  #answer(line: string): Answer {
    const isAuth = this.#seen === null && /^auth( |$)/i.test(line) && !hasControls(line);
    const limit = this.#dialogue !== null ? maxSaslOctets : isAuth ? maxAuthOctets : maxLineOctets;
    if (line.length + 2 > limit) {
      this.#dialogue = null;
      return this.#protocolError();
    }
    if (this.#dialogue !== null) return this.#respond(this.#dialogue, line);
    if (hasControls(line)) return this.#protocolError();
    const [, word = "", rest = null] = /^([^ ]*)(?: (.*))?$/s.exec(line) ?? [];
    const keyword = word.replace(/[a-z]/g, (letter) => letter.toUpperCase());
    if (keyword === "LANG") return this.#language(rest);
    return this.#seen === null ? this.#authorization(keyword, rest) : this.#transaction(this.#seen, keyword, rest);
  }

  #authorization(keyword: string, rest: string | null): Answer {
    switch (keyword) {
      case "CAPA":
        return rest === null ? this.#capabilities() : this.#protocolError();
      case "UTF8":
        return rest === null ? this.#ok() : this.#protocolError();
      case "QUIT":
        if (rest !== null) return this.#protocolError();
        return this.#close(/^\+OK/);
      case "STLS":
        if (rest !== null || this.#isTls) return this.#protocolError();
        this.isShakingHands = true;
        return this.#ok();
      case "USER": {
        const name = nameIn(rest ?? "");
        if (name === null) return this.#protocolError();
        this.#userName = name;
        return this.#ok();
      }
      case "PASS": {
        const name = this.#userName;
        if (rest === null || rest === "" || name === null) return this.#protocolError();
        this.#userName = null;
        return this.#signIn(name, rest);
      }
      case "AUTH":
        return this.#auth(rest ?? "");
      default:
        return this.#protocolError();
    }
  }

  #language(rest: string | null): Answer {
    if (rest === null) return this.#ok(/^\+OK/, "i-default Default language\r\nen English\r\n");
    if (/^(i-default|en|\*)(-|$)/i.test(rest) && isLanguage(rest)) return this.#ok();
    return isLanguage(rest) ? this.#refuse(/^-ERR (i-default|en) /) : this.#protocolError();
  }

  #auth(rest: string): Answer {
    const [, mechanism = "", response] = /^([A-Za-z0-9_-]{1,20})(?: (.*))?$/s.exec(rest) ?? [];
    const isKnown = /^(PLAIN|LOGIN)$/i.test(mechanism);
    const initial = response === undefined || response === "=" ? "" : response === "" ? null : decoded(response);
    if (!isKnown || initial === null) return this.#protocolError();
    this.#userName = null;
    const dialogue: Dialogue =
      mechanism.toUpperCase() === "PLAIN" ? { mechanism: "PLAIN" } : { mechanism: "LOGIN", name: null };
    if (response !== undefined) return this.#step(dialogue, initial);
    return this.#challenge(dialogue, dialogue.mechanism === "PLAIN" ? "" : "Username:");
  }

  #respond(dialogue: Dialogue, line: string): Answer {
    this.#dialogue = null;
    const response = line === "*" ? null : decoded(line);
    if (response !== null) return this.#step(dialogue, response);
    if (line !== "*") return this.#protocolError();
    return this.#refuse(/^-ERR/);
  }

  #step(dialogue: Dialogue, response: string): Answer {
    if (dialogue.mechanism === "LOGIN") {
      if (dialogue.name !== null)
        return response === "" ? this.#protocolError() : this.#signIn(dialogue.name, response);
      const name = nameIn(response);
      return name === null ? this.#protocolError() : this.#challenge({ mechanism: "LOGIN", name }, "Password:");
    }
    const parts = response.split("\0");
    const [actAs = "", name = "", password = ""] = parts;
    const isNamed = nameIn(name) !== null && (actAs === "" || nameIn(actAs) !== null);
    if (parts.length !== 3 || !isNamed || password === "") return this.#protocolError();
    return actAs === "" || actAs === name ? this.#signIn(nameIn(name) as string, password) : this.#failSignIn();
  }

  #challenge(dialogue: Dialogue, text: string): Answer {
    this.#dialogue = dialogue;
    this.#errors = 0;
    return { first: new RegExp(`^\\+ ${Buffer.from(text).toString("base64")}$`) };
  }

  #signIn(name: string, password: string): Answer {
    if (name.toLowerCase() !== this.account.name || password !== this.account.password) return this.#failSignIn();
    if (this.maildrop.holder !== null) return this.#refuse(/^-ERR \[IN-USE\] /);
    this.maildrop.holder = this;
    this.#seen = [...this.maildrop.messages];
    this.#marked.clear();
    return this.#ok();
  }

  #failSignIn(): Answer {
    this.#failures += 1;
    if (this.#failures === maxFailures) return this.#close(/^-ERR \[AUTH\] /);
    return this.#refuse(/^-ERR \[AUTH\] /);
  }

  #transaction(seen: readonly ModelMessage[], keyword: string, rest: string | null): Answer {
    const left = [...seen.entries()].filter(([index]) => !this.#marked.has(index));
    const octets = left.reduce((sum, [, { wire }]) => sum + wire.length, 0);
    if (/^(CAPA|STAT|NOOP|RSET|QUIT)$/.test(keyword)) {
      if (rest !== null) return this.#protocolError();
      if (keyword === "CAPA") return this.#capabilities();
      if (keyword === "STAT") return this.#ok(new RegExp(`^\\+OK ${left.length} ${octets}$`));
      if (keyword === "QUIT") return this.#update(left);
      if (keyword === "RSET") this.#marked.clear();
      return this.#ok();
    }
    const top = keyword === "TOP" ? /^([^ ]*) ([0-9]{1,10})$/.exec(rest ?? "") : null;
    const said = keyword === "TOP" ? (top?.[1] ?? "") : rest;
    if (keyword === "LIST" || keyword === "UIDL") {
      const of = ({ wire, uniqueId }: ModelMessage) => (keyword === "LIST" ? wire.length : uniqueId);
      const lines = left.map(([index, message]) => `${index + 1} ${of(message)}\r\n`).join("");
      if (said === null) return this.#ok(/^\+OK/, lines);
      return this.#numbered(seen, said, (message, number) => this.#ok(new RegExp(`^\\+OK ${number} ${of(message)}$`)));
    }
    if (keyword === "DELE") {
      return this.#numbered(seen, said, (_, number) => {
        this.#marked.add(number - 1);
        return this.#ok();
      });
    }
    if (keyword === "RETR" || keyword === "TOP") {
      return this.#numbered(seen, said, (message) => {
        if (message.isGone) return this.#refuse(/^-ERR \[SYS\/PERM\] /);
        if (top !== null) return this.#ok(/^\+OK/, topOf(message.wire, Number(top[2])));
        this.maildrop.downloads.push(message.uniqueId);
        return this.#ok(new RegExp(`^\\+OK ${message.wire.length} octets$`), message.wire);
      });
    }
    return this.#protocolError();
  }

  #numbered(
    seen: readonly ModelMessage[],
    said: string | null,
    run: (message: ModelMessage, number: number) => Answer,
  ): Answer {
    if (!/^[0-9]{1,10}$/.test(said ?? "") || Number(said) === 0) return this.#protocolError();
    const message = seen[Number(said) - 1];
    if (message === undefined || this.#marked.has(Number(said) - 1)) return this.#refuse(/^-ERR (?!\[)/);
    return run(message, Number(said));
  }

  #update(left: readonly (readonly [number, ModelMessage])[]): Answer {
    const { maildrop } = this;
    if (this.#marked.size > 0 && maildrop.updatesFail) return this.#close(/^-ERR \[SYS\/TEMP\] /);
    const kept = new Set(left.map(([, message]) => message));
    const seen = new Set(this.#seen);
    maildrop.messages = maildrop.messages.filter((message) => !seen.has(message) || kept.has(message));
    return this.#close(/^\+OK/);
  }

  #capabilities(): Answer {
    this.#errors = 0;
    const mayStartTls = this.#seen === null && !this.#isTls;
    const lines = `^(?=(.*\r\n)?TOP\r\n)(?=(.*\r\n)?UIDL\r\n)(?=(.*\r\n)?USER\r\n)(?=(.*\r\n)?SASL [^\r]*PLAIN)${mayStartTls ? "(?=" : "(?!"}(.*\r\n)?STLS\r\n)`;
    return { first: /^\+OK/, rest: new RegExp(lines, "s") };
  }

  #ok(first = /^\+OK/, rest?: string): Answer {
    this.#errors = 0;
    return rest === undefined ? { first } : { first, rest };
  }

  #refuse(first: RegExp): Answer {
    this.#errors = 0;
    return { first };
  }

  #close(first: RegExp): Answer {
    this.drop();
    return { first };
  }

  #protocolError(): Answer {
    this.#errors += 1;
    return this.#errors === maxErrors ? this.#close(/^-ERR .*closing after 10 errors/) : { first: /^-ERR (?!\[)/ };
  }
}

/** What is heard after this answer; throws where it begins with another. */
function afterAnswer(heard: string, first: RegExp, rest: string | RegExp | undefined): string {
  const end = heard.indexOf("\r\n");
  const status = heard.slice(0, Math.max(0, end));
  const after = heard.slice(end + 2);
  assert.match(status, first);
  assert(status.length <= 510 && /^[\x20-\x7e]*$/.test(status));
  if (rest === undefined) return after;
  const dot = after.startsWith(".\r\n") ? 0 : after.indexOf("\r\n.\r\n") + 2;
  assert(dot !== 1, "the answer has no end");
  const lines = after.slice(0, dot).replace(/(^|\r\n)\./g, "$1");
  if (typeof rest === "string") assert.equal(lines, rest);
  else assert.match(lines, rest);
  return after.slice(dot + 3);
}

function isLanguage(text: string): boolean {
  return text === "*" || (text.length <= 64 && /^[a-z]{1,8}(-[a-z0-9]{1,8})*$/i.test(text));
}

function nameIn(latin1: string): string | null {
  const name = Buffer.from(latin1, "latin1").toString();
  return name === "" || name.includes("\ufffd") || /\p{Cc}/u.test(name) ? null : name;
}

function decoded(base64: string): string | null {
  const octets = Buffer.from(base64, "base64");
  return octets.toString("base64") === base64 ? octets.toString("latin1") : null;
}

function topOf(wire: string, lines: number): string {
  const at = wire.startsWith("\r\n") ? 0 : wire.indexOf("\r\n\r\n") + 2;
  if (at === 1) return wire;
  return (
    wire.slice(0, at + 2) +
    wire
      .slice(at + 2)
      .split(/(?<=\n)/)
      .slice(0, lines)
      .join("")
  );
}
