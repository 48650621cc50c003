import { isMalformed } from "../protocol/malformed.ts";
import { type Answer, answer, encodeAnswer, encodeLines, isProtocolError, join } from "./answer.ts";
import type { LmtpBackend } from "./backend.ts";
import { parseCommand } from "./command.ts";
import { type MailArguments, mailArguments, recipientArgument } from "./envelope.ts";
import type { LmtpLimits } from "./limits.ts";
import { isMailName, type Path } from "./path.ts";
import { type AcceptedRecipient, type DeliveryFact, Reception, type Taken } from "./reception.ts";
import { refusalFor } from "./refusals.ts";

export interface LmtpSessionOptions {
  readonly id: string;
  /** Textual IP address; null on a unix socket. */
  readonly remoteAddress: string | null;
  /** Version and cipher for the trace; null in the clear. Asked at each use: it changes with STARTTLS. */
  readonly tls: () => string | null;
  /** STARTTLS would be obeyed now. */
  readonly mayStartTls: () => boolean;
  /** Asked at each use, so that the setting is hot. */
  readonly hostname: () => string;
  readonly backend: LmtpBackend;
  readonly limits: LmtpLimits;
  /** Records a bug's error and gives back the incident number that the client is told. */
  readonly onIncident: (error: unknown) => string;
  /** What became of a message for one recipient, or of a recipient; for the log. */
  readonly onDelivery?: (fact: DeliveryFact) => void;
}

/** What is sent, and what the next octets are. */
export interface LmtpReply {
  readonly octets: Uint8Array;
  readonly afterwards: "continue" | "close" | "start-tls";
}

export interface DataReply {
  readonly used: number;
  /** Null while the message goes on. */
  readonly reply: LmtpReply | null;
}

/** RFC 2033: an envelope while it is being written. */
interface Envelope {
  readonly mail: MailArguments;
  readonly recipients: AcceptedRecipient[];
}

type Given = Answer | Uint8Array;
type Verb = (rest: string) => Given | Promise<Given>;

/** One client's conversation in LMTP (RFC 2033): lines and message octets in, replies out. Knows no socket. */
export class LmtpSession {
  readonly #options: LmtpSessionOptions;
  #client: string | null = null;
  #envelope: Envelope | null = null;
  #reception: Reception | null = null;
  #transactions = 0;
  #protocolErrors = 0;
  #afterwards: LmtpReply["afterwards"] = "continue";

  constructor(options: LmtpSessionOptions) {
    this.#options = options;
  }

  greeting(): Uint8Array {
    return encodeAnswer(answer(220, null, `${this.#options.hostname()} Popdesk LMTP ready`));
  }

  /** The next octets are a message, for handleData, not a command line. */
  get isReceiving(): boolean {
    return this.#reception !== null;
  }

  /** Answers one line without its line end. One at a time: the caller waits, where it must, before the next. */
  handleLine(line: Uint8Array): LmtpReply | Promise<LmtpReply> {
    try {
      const given = this.#run(line);
      if (!(given instanceof Promise)) return this.#reply(given);
      return given.then(
        (late) => this.#reply(late),
        (error: unknown) => this.#failed(error),
      );
    } catch (error) {
      return this.#failed(error);
    }
  }

  /** Answers a line the reader dropped for its length. */
  handleTooLongLine(): LmtpReply {
    return this.#reply(answer(500, "5.5.2", `that line is longer than ${this.#options.limits.maxLineOctets} octets`));
  }

  /** Answers a line that had LF alone as its end: what else it says is not looked at (RFC 5321 §2.3.8). */
  handleLfAlone(): LmtpReply {
    return this.#reply(answer(500, "5.5.2", "a command ends with CRLF, not with LF alone"));
  }

  /** Takes octets of a message. With its end come the answers, one for each accepted RCPT and in that order; `used` octets were the message's. */
  handleData(octets: Uint8Array, at: Date): DataReply | Promise<DataReply> {
    const reception = this.#reception;
    if (reception === null) return { used: 0, reply: null };
    const taken = reception.take(octets);
    if (taken instanceof Promise) return taken.then((late) => this.#received(reception, late, at));
    return this.#received(reception, taken, at);
  }

  /** The connection is gone: what was received of an unfinished message is forgotten. Idempotent. */
  async end(): Promise<void> {
    const reception = this.#reception;
    this.#reception = null;
    await reception?.abort();
  }

  /** After the handshake: nothing that was said in the clear is remembered (RFC 3207 §4.2). The connection has cleared its LineReader. */
  tlsStarted(): void {
    this.#client = null;
    this.#envelope = null;
    this.#afterwards = "continue";
  }

  /** What the server says when it ends the connection by itself (RFC 5321 §3.8). */
  farewell(status: string, text: string): Uint8Array {
    return encodeAnswer(answer(421, status, `${this.#options.hostname()} ${text}`));
  }

  #received(reception: Reception, { used, isEnd }: Taken, at: Date): DataReply | Promise<DataReply> {
    return isEnd ? this.#deliver(reception, used, at) : { used, reply: null };
  }

  async #deliver(reception: Reception, used: number, at: Date): Promise<DataReply> {
    const answers = await reception.finish(at, this.#options.onDelivery);
    this.#reception = null;
    this.#protocolErrors = 0;
    return { used, reply: { octets: join(answers.map(encodeAnswer)), afterwards: this.#afterwards } };
  }

  #failed(error: unknown): LmtpReply {
    return this.#reply(refusalFor(error, this.#options.onIncident));
  }

  #reply(given: Given): LmtpReply {
    this.#protocolErrors = "code" in given && isProtocolError(given) ? this.#protocolErrors + 1 : 0;
    if (given instanceof Uint8Array) return { octets: given, afterwards: this.#afterwards };
    if (this.#protocolErrors < this.#options.limits.maxProtocolErrors) {
      return { octets: encodeAnswer(given), afterwards: this.#afterwards };
    }
    const text = `closing after ${this.#protocolErrors} errors in a row; the last: ${given.text}`;
    return { octets: this.farewell("4.7.0", text), afterwards: "close" };
  }

  #run(line: Uint8Array): Given | Promise<Given> {
    const command = parseCommand(line);
    if (isMalformed(command)) return answer(500, "5.5.2", command.malformed);
    const verb = this.#verbs.get(command.keyword);
    if (verb === undefined) return answer(500, "5.5.1", "there is no such command; HELP lists those there are");
    return verb(command.rest);
  }

  readonly #verbs: ReadonlyMap<string, Verb> = new Map<string, Verb>([
    ["LHLO", (rest) => this.#lhlo(rest)],
    ["HELO", () => useLhlo], // RFC 2033 §4.1
    ["EHLO", () => useLhlo],
    ["MAIL", (rest) => this.#mail(rest)],
    ["RCPT", (rest) => this.#rcpt(rest)],
    ["DATA", (rest) => this.#data(rest)],
    ["RSET", (rest) => withoutArgument(rest, () => this.#reset())],
    ["STARTTLS", (rest) => withoutArgument(rest, () => this.#startTls())],
    ["NOOP", () => answer(250, "2.0.0", "OK")],
    ["VRFY", (rest) => vrfy(rest)],
    ["EXPN", () => answer(502, "5.5.1", "there are no lists here")],
    ["HELP", () => answer(214, "2.0.0", `the commands are ${[...this.#verbs.keys()].filter(isOffered).join(" ")}`)],
    ["QUIT", (rest) => withoutArgument(rest, () => this.#quit())],
  ]);

  #lhlo(name: string): Answer | Uint8Array {
    if (!isMailName(name)) return answer(501, "5.5.4", "expected LHLO and the client's host name");
    this.#client = name;
    this.#envelope = null;
    return encodeLines(250, [
      this.#options.hostname(),
      "PIPELINING",
      "ENHANCEDSTATUSCODES",
      "8BITMIME",
      "SMTPUTF8",
      ...(this.#options.mayStartTls() ? ["STARTTLS"] : []),
      `SIZE ${this.#options.limits.maxMessageOctets}`,
    ]);
  }

  #mail(rest: string): Answer {
    if (this.#client === null) return answer(503, "5.5.1", "LHLO comes first");
    if (this.#envelope !== null) return answer(503, "5.5.1", "a sender is given already; RSET starts over");
    const mail = mailArguments(rest);
    if ("code" in mail) return mail;
    const limit = this.#options.limits.maxMessageOctets;
    if ((mail.announcedOctets ?? 0) > limit) return answer(552, "5.3.4", `a message may have ${limit} octets at most`);
    this.#envelope = { mail, recipients: [] };
    return answer(250, "2.1.0", "sender OK");
  }

  #rcpt(rest: string): Answer | Promise<Answer> {
    const { backend, limits, hostname } = this.#options;
    if (this.#envelope === null) return answer(503, "5.5.1", "MAIL comes first");
    const { mail, recipients } = this.#envelope;
    const path = recipientArgument(rest, mail, hostname());
    if ("code" in path) return path;
    if (recipients.length >= limits.maxRecipients) {
      return answer(452, "4.5.3", `more than ${limits.maxRecipients} recipients; send them in another transaction`);
    }
    const accept = (recipient: AcceptedRecipient["recipient"]) => {
      recipients.push({ path, recipient });
      return recipientOk;
    };
    const refuse = (error: unknown) => this.#refuseRecipient(mail, path, error);
    try {
      const found = backend.resolve(path.address, mail.announcedOctets ?? 0);
      return found instanceof Promise ? found.then(accept).catch(refuse) : accept(found);
    } catch (error) {
      return refuse(error);
    }
  }

  #refuseRecipient(mail: MailArguments, path: Path, error: unknown): Answer {
    const { onIncident, onDelivery } = this.#options;
    const refusal = refusalFor(error, onIncident);
    onDelivery?.({ sender: mail.sender.text, recipient: path.text, octets: mail.announcedOctets, answer: refusal });
    return refusal;
  }

  #data(rest: string): Answer | Uint8Array {
    if (rest !== "") return nothingMayFollow;
    if (this.#envelope === null) return answer(503, "5.5.1", "MAIL comes first");
    const { mail, recipients } = this.#envelope;
    if (recipients.length === 0) return answer(503, "5.5.1", "no recipient was accepted"); // RFC 2033 §4.2
    const { id, remoteAddress, hostname, backend, limits, onIncident } = this.#options;
    const tls = this.#options.tls();
    this.#transactions += 1;
    this.#reception = new Reception(backend, recipients, limits.maxMessageOctets, onIncident, {
      sender: mail.sender.text,
      client: this.#client ?? "unknown",
      remoteAddress,
      hostname: hostname(),
      protocol: `${mail.isUtf8 ? "UTF8" : ""}LMTP${tls === null ? "" : "S"}`,
      tls,
      id: `${id}.${this.#transactions}`,
    });
    this.#envelope = null;
    return answer(354, null, "send the message, then a line with a single dot");
  }

  #startTls(): Answer {
    if (!this.#options.mayStartTls()) return answer(502, "5.5.1", "STARTTLS is not offered here");
    this.#afterwards = "start-tls";
    return answer(220, "2.0.0", "begin TLS");
  }

  #reset(): Answer {
    this.#envelope = null;
    return answer(250, "2.0.0", "OK");
  }

  #quit(): Answer {
    this.#afterwards = "close";
    return answer(221, "2.0.0", `${this.#options.hostname()} closing`);
  }
}

const recipientOk = answer(250, "2.1.5", "recipient OK");
const useLhlo = answer(500, "5.5.1", "this is LMTP: greet with LHLO");
const nothingMayFollow = answer(501, "5.5.4", "nothing may follow this command");

function withoutArgument(rest: string, run: () => Answer): Answer {
  return rest === "" ? run() : nothingMayFollow;
}

/** RFC 5321 §3.5.3: who asks learns it by RCPT. */
function vrfy(rest: string): Answer {
  return rest === ""
    ? answer(501, "5.5.4", "expected VRFY and an address")
    : answer(252, "2.0.0", "RCPT tells whether an address is known");
}

function isOffered(keyword: string): boolean {
  return !["HELO", "EHLO", "EXPN"].includes(keyword);
}
