import { type Trace, traceLines } from "#server/delivery/trace-lines.ts";
import { type Answer, answer } from "./answer.ts";
import type { Delivery, IncomingMessage, LmtpBackend } from "./backend.ts";
import { DataReader } from "./data-reader.ts";
import type { Path } from "./path.ts";
import { refusalFor } from "./refusals.ts";

export interface AcceptedRecipient {
  readonly path: Path;
  readonly recipient: Delivery["recipient"];
}

/** What one recipient's answer was, to be logged. */
export interface DeliveryFact {
  readonly sender: string;
  readonly recipient: string;
  /** Of the message as it arrived, or as the client announced it; null where neither is known. */
  readonly octets: number | null;
  readonly answer: Answer;
}

/** How many of the given octets were the message's, and whether it is whole. */
export interface Taken {
  readonly used: number;
  readonly isEnd: boolean;
}

/**
 * One message between DATA and its answers. Trouble on the way (too big, disk full) is kept until the end of the message, which
 * is read whatever happens: only then may the server speak.
 */
export class Reception {
  readonly #reader = new DataReader();
  readonly #message: IncomingMessage;
  #octets = 0;
  /** Answers every recipient once it is set; nothing is stored any more then. */
  #refusal: Answer | null = null;

  constructor(
    private readonly backend: LmtpBackend,
    private readonly recipients: readonly AcceptedRecipient[],
    private readonly maxMessageOctets: number,
    private readonly onIncident: (error: unknown) => string,
    private readonly trace: Omit<Trace, "recipient" | "at">,
  ) {
    this.#message = backend.receive();
  }

  /** Waits where the disk is slower than the client; otherwise at once, for most messages are small. */
  take(octets: Uint8Array): Taken | Promise<Taken> {
    const { pieces, used, isEnd } = this.#reader.read(octets);
    const stored = this.#store(pieces, 0);
    const taken = { used, isEnd };
    return stored === undefined ? taken : stored.then(() => taken);
  }

  /** Delivers to every recipient at once and gives their answers, in RCPT order. One's failure is its own. */
  async finish(at: Date, onDelivery: (fact: DeliveryFact) => void = () => {}): Promise<Answer[]> {
    const answers = await this.#finish(at);
    for (const [index, { path }] of this.recipients.entries()) {
      const answer = answers[index] as Answer;
      onDelivery({ sender: this.trace.sender, recipient: path.text, octets: this.#octets, answer });
    }
    return answers;
  }

  async abort(): Promise<void> {
    try {
      await this.#message.discard();
    } catch (error) {
      this.onIncident(error);
    }
  }

  async #finish(at: Date): Promise<Answer[]> {
    try {
      if (this.#refusal !== null) return this.#toAll(this.#refusal);
      const message = await this.#message.finish();
      // Two addresses of one account get one copy, and the answer twice.
      const byAccount = new Map<number, Promise<Answer>>();
      for (const { path, recipient } of this.recipients) {
        if (byAccount.has(recipient.accountId)) continue;
        const prefix = traceLines({ ...this.trace, recipient: path.text, at });
        byAccount.set(recipient.accountId, this.#deliver({ recipient, prefix, message }));
      }
      return await Promise.all(
        this.recipients.map(({ recipient }) => byAccount.get(recipient.accountId) as Promise<Answer>),
      );
    } catch (error) {
      return this.#toAll(refusalFor(error, this.onIncident));
    } finally {
      await this.abort();
    }
  }

  /** Stores the pieces from `first` on. */
  #store(pieces: readonly Uint8Array[], first: number): void | Promise<void> {
    for (let index = first; index < pieces.length; index += 1) {
      const piece = pieces[index] as Uint8Array;
      this.#octets += piece.length;
      if (this.#refusal !== null) continue;
      const waiting = this.#octets > this.maxMessageOctets ? this.#refuse(this.#tooLarge()) : this.#push(piece);
      if (waiting !== undefined) return waiting.then(() => this.#store(pieces, index + 1));
    }
  }

  #push(piece: Uint8Array): void | Promise<void> {
    const refuse = (error: unknown) => this.#refuse(refusalFor(error, this.onIncident));
    try {
      return this.#message.push(piece)?.catch(refuse);
    } catch (error) {
      return refuse(error);
    }
  }

  /** What was received is of no use any more, and the disk may be full because of it. */
  #refuse(refusal: Answer): Promise<void> {
    this.#refusal = refusal;
    return this.abort();
  }

  #tooLarge(): Answer {
    return answer(552, "5.3.4", `a message may have ${this.maxMessageOctets} octets at most`);
  }

  async #deliver(delivery: Delivery): Promise<Answer> {
    try {
      await this.backend.deliver(delivery);
      return answer(250, "2.0.0", `delivered, id ${this.trace.id}`);
    } catch (error) {
      return refusalFor(error, this.onIncident);
    }
  }

  #toAll(one: Answer): Answer[] {
    return this.recipients.map(() => one);
  }
}
