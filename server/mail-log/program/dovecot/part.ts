import type { Entry } from "../../entry.ts";
import { ipOf } from "../../pattern/values.ts";

export interface Part {
  /** "pop3-login", "lmtp". */
  readonly name: string;
  /** What it says, without its level. */
  readonly text: string;
  readonly isTrouble: boolean;
}

const levels: ReadonlyMap<string, boolean> = new Map([
  ["Info", false],
  ["Debug", false],
  ["Warning", false],
  ["Error", true],
  ["Fatal", true],
  ["Panic", true],
]);

/**
 * The part that speaks and whom it serves: "pop3-login: …", "pop3(ann)<4711><session>: …", until 2.2 "pop3(ann): …" and
 * "lmtp(4711, ann): session: …". Whoever is served has signed in or has mail here, so the name is one of ours.
 */
export function takePart(entry: Entry): Part | null {
  const { message } = entry;
  let end = 0;
  while (end < 24 && message.charCodeAt(end) !== 58 && message.charCodeAt(end) !== 40) end += 1;
  if (end === 24 || end >= message.length) return null;
  const name = message.slice(0, end);
  if (message.charCodeAt(end) === 58) return levelled(name, message.slice(end + 1).trimStart());
  const closed = message.indexOf("): ", end);
  const marked = message.indexOf(")<", end);
  if (marked > 0 && (closed < 0 || marked < closed)) {
    const textAt = message.indexOf(">: ", marked);
    if (textAt < 0) return null;
    readServed(message.slice(end + 1, marked), entry);
    const ids = message.slice(marked + 2, textAt).split("><");
    if (ids.length === 2) entry.sessionId = ids[1] ?? "";
    return levelled(name, message.slice(textAt + 3));
  }
  if (closed < 0) return null;
  readServed(message.slice(end + 1, closed), entry);
  const text = message.slice(closed + 3);
  const session = /^([A-Za-z0-9+/]{20,32}): /.exec(text); // lmtp until 2.2
  if (session === null) return levelled(name, text);
  entry.sessionId = session[1] ?? "";
  return levelled(name, text.slice(session[0].length));
}

/** "ann", "4711", "4711, ann", "ann,192.0.2.7". */
function readServed(text: string, entry: Entry): void {
  const comma = text.indexOf(",");
  const first = comma < 0 ? text : text.slice(0, comma);
  if (/^\d+$/.test(first)) {
    if (comma > 0) entry.account = text.slice(comma + 1).trimStart();
  } else entry.account = first;
}

function levelled(name: string, text: string): Part {
  const end = text.indexOf(": ");
  const isTrouble = end > 0 && end < 8 ? levels.get(text.slice(0, end)) : undefined;
  if (isTrouble === undefined) return { name, text, isTrouble: false };
  return { name, text: text.slice(end + 2), isTrouble };
}

/** Where the name that was asked for ends and the backend's words begin. */
const asked = /^[a-z][a-z0-9_-]{0,30}\(/;
const asker = /,([0-9a-fA-F.:]{2,45})(?:,<([^<>,() ]{1,100})>)?$/;

/**
 * Takes "sql(bob,192.0.2.7,<session>): " off what auth says. A name may hold anything: where the mark that ends it is there twice, in
 * the name or in a password that is repeated behind it, neither name nor address is believed.
 */
export function takeLookup(text: string, entry: Entry): string {
  const from = text.startsWith("conn unix:") || text.startsWith("worker-server") ? text.indexOf(">: ") + 3 : 0;
  const rest = from > 2 ? text.slice(from) : text;
  const head = asked.exec(rest);
  if (head === null) return rest;
  const end = rest.indexOf("): ");
  if (end < 0) return rest;
  const last = rest.lastIndexOf("): ");
  const served = rest.slice(head[0].length, last);
  if (end === last) {
    const match = asker.exec(served);
    const name = match === null ? served : served.slice(0, match.index);
    if (name !== "?") entry.account = name; // "?": none was said yet, or one that may not be
    if (match !== null) {
      entry.remoteIp = ipOf(match[1] ?? "") ?? "";
      entry.sessionId = match[2] ?? "";
    }
  }
  return rest.slice(end === last ? end + 3 : last + 3);
}
