import { parseName } from "../protocol/arguments.ts";
import { isMalformed } from "../protocol/malformed.ts";
import { describeRefusal, type Status } from "../protocol/status.ts";
import { mechanisms } from "./mechanisms/index.ts";
import type { ReplyParts } from "./reply.ts";

/**
 * Who writes down what is said in a session. What is secret never reaches it: passwords, tokens and SASL responses are left out here,
 * where they are read, and so is every line that is no command, for it may be one of them sent too early.
 */
export interface SessionTrace {
  /** `word`: a keyword, or in lower case what else was said. `at` in milliseconds as handed to handleLine. */
  heard(word: string, argument: string | null, at: number): void;
  /** A name was typed. It may be a password in the wrong field, unless it is somebody's. */
  heardName(word: string, name: string, at: number): void;
  /** First line of the answer, without its line end. */
  answered(text: string): void;
}

/** What of a command's argument may be written down: message-numbers, the name, the mechanism's name, or that there was one. */
export type Traced = "numbers" | "name" | "mechanism" | "nothing";

const hidden = "…";
const numbers = /^[0-9]{1,10}( [0-9]{1,10})?$/;
const longestNumbers = 21;
const longestAnswer = 200;

/** What strays into a POP3 port, and extensions that are not offered: known words, so none of them is a secret. */
const strangers = new Set(
  "APOP RPOP XTND LAST XSENDER XAUTHLIST AUTHINFO HELO EHLO LHLO MAIL RCPT DATA VRFY GET POST HEAD PUT OPTIONS CONNECT SSH-2.0 LOGIN LOGOUT CAPABILITY NICK HELP".split(
    " ",
  ),
);

export function traceCommand(
  trace: SessionTrace,
  { keyword, traced }: { readonly keyword: string; readonly traced: Traced },
  rest: Uint8Array | null,
  at: number,
): void {
  const name = rest !== null && traced === "name" ? parseName(rest) : null;
  if (name !== null && !isMalformed(name)) trace.heardName(keyword, name, at);
  else trace.heard(keyword, rest === null ? null : shownArgument(rest, traced), at);
}

/** A word that is no command: only those are named that cannot be a password typed too early. */
export function traceUnknown(trace: SessionTrace, keyword: string | null, at: number): void {
  trace.heard("unknown", keyword !== null && strangers.has(keyword) ? keyword : null, at);
}

/** A line of a SASL dialogue. */
export function traceResponse(trace: SessionTrace, line: Uint8Array, at: number): void {
  trace.heard("response", line.length === 1 && line[0] === 0x2a ? "*" : hidden, at);
}

export function traceTooLong(trace: SessionTrace, at: number): void {
  trace.heard("too-long", null, at);
}

export function traceStatus(trace: SessionTrace, status: Status): void {
  const text = status.isOk ? status.text : describeRefusal(status);
  trace.answered(`${status.isOk ? "+OK" : "-ERR"}${text === "" ? "" : " "}${text}`);
}

/** Of an answer made of octets: all of these are +OK, but for the challenges of SASL, whose content is nobody's affair. */
export function traceParts(trace: SessionTrace, parts: ReplyParts): void {
  trace.answered(firstLineOf(Array.isArray(parts) ? parts[0] : parts));
}

function firstLineOf(first: unknown): string {
  if (!(first instanceof Uint8Array)) return "+OK";
  if (first[1] === 0x20) return "+";
  const end = first.indexOf(0x0d);
  return end === -1 || end > longestAnswer ? "+OK" : asciiOf(first.subarray(0, end));
}

function shownArgument(rest: Uint8Array, traced: Traced): string {
  if (traced === "numbers") {
    const text = rest.length <= longestNumbers ? asciiOf(rest) : "";
    return numbers.test(text) ? text : hidden;
  }
  if (traced !== "mechanism") return hidden;
  const [word = "", ...response] = asciiOf(rest.subarray(0, 64)).split(" ");
  const name = word.toUpperCase();
  if (!mechanisms.some((mechanism) => mechanism.name === name)) return hidden;
  return response.length > 0 ? `${name} ${hidden}` : name;
}

function asciiOf(octets: Uint8Array): string {
  return Buffer.from(octets.buffer, octets.byteOffset, octets.length).toString("latin1");
}
