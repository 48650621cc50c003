import { createHash, createHmac, pbkdf2Sync } from "node:crypto";
import type {
  Backend,
  Body,
  Credentials,
  Maildrop,
  Refusal,
  ScramExchange,
  SessionRefusal,
  SignedIn,
  TokenAttempt,
} from "#pop3d/session/backend.ts";
import { prove } from "#server/credential/scram/prove.ts";

interface MemoryMessage {
  readonly uniqueId: string;
  readonly wire: Uint8Array;
  isGone: boolean;
}

interface MemoryAccount {
  readonly id: number;
  readonly name: string;
  password: Uint8Array;
  messages: MemoryMessage[];
  lockedBy: string | null;
  wasOpened: boolean;
}

const wrong: Refusal = { refused: "AUTH", text: "name or password is wrong" };

const CRLF_CRLF = new TextEncoder().encode("\r\n\r\n");

/**
 * The contract of a session's world, kept in memory: for transcripts, and for provoking what a real store seldom does.
 */
export class MemoryBackend implements Backend {
  readonly #accounts = new Map<string, MemoryAccount>();
  #nextUniqueId = 1;
  #nonces = 0;
  /** Whose sign-in each token is. */
  readonly tokens = new Map<string, string>();
  issuerIsAway = false;
  /** No account is opened twice. */
  hasLoginDelay = false;
  /** What a maildrop is said to have had retrieved before it was opened. */
  retrievedLately: Maildrop["retrievedLately"];
  /** Bodies are read in pieces of so many octets, and later rather than at once when `readsLater`. */
  pieceOctets = 65_536;
  readsLater = false;
  /** What the next UPDATEs are refused with. */
  updateRefusal: Refusal | null = null;
  /** What sessions refused by themselves. */
  readonly refusals: SessionRefusal[] = [];
  /** Unique-ids of messages that were sent whole by RETR, and how many bodies are open. */
  readonly downloads: string[] = [];
  openBodies = 0;

  addAccount(name: string, password: string): void {
    const account = this.#accounts.get(name);
    const octets = new TextEncoder().encode(password);
    if (account !== undefined) account.password = octets;
    else {
      const id = this.#accounts.size + 1;
      this.#accounts.set(name, { id, name, password: octets, messages: [], lockedBy: null, wasOpened: false });
    }
  }

  /** `wire`: CRLF line ends, not byte-stuffed. */
  deliver(name: string, wire: Uint8Array): void {
    const uniqueId = `id-${this.#nextUniqueId}`;
    this.#nextUniqueId += 1;
    this.account(name).messages.push({ uniqueId, wire, isGone: false });
  }

  loseBody(name: string, number: number): void {
    const message = this.account(name).messages[number - 1];
    if (message === undefined) throw new Error(`"${name}" has no message ${number}`);
    message.isGone = true;
  }

  account(name: string): MemoryAccount {
    const account = this.#accounts.get(name);
    if (account === undefined) throw new Error(`there is no account "${name}"`);
    return account;
  }

  refusedEarly(because: SessionRefusal): void {
    this.refusals.push(because);
  }

  async authenticate({ name, password }: Credentials): Promise<SignedIn | Refusal> {
    const account = this.#accounts.get(name.toLowerCase());
    if (account === undefined || !isEqual(account.password, password)) {
      return wrong;
    }
    return { accountId: account.id, address: account.name };
  }

  /** Nonces count up, so that a conversation can be written down. */
  async beginScram(name: string): Promise<ScramExchange> {
    const account = this.#accounts.get(name.toLowerCase());
    const salt = createHash("sha256").update(name.toLowerCase()).digest().subarray(0, 16);
    const salted = pbkdf2Sync(account?.password ?? "nobody's", salt, 4096, 32, "sha256");
    const clientKey = createHmac("sha256", salted).update("Client Key").digest();
    const storedKey = createHash("sha256").update(clientKey).digest();
    const serverKey = createHmac("sha256", salted).update("Server Key").digest();
    const verifier = { salt, iterations: 4096, storedKey, serverKey };
    this.#nonces += 1;
    return {
      salt,
      iterations: 4096,
      nonce: `server-${this.#nonces}`,
      prove: (authMessage, proof) => {
        const { fits, signature } = prove(verifier, authMessage, proof);
        if (account === undefined || !fits) return wrong;
        return { who: { accountId: account.id, address: account.name }, signature };
      },
    };
  }

  async authenticateToken({ token, name }: TokenAttempt): Promise<SignedIn | Refusal> {
    if (this.issuerIsAway) return { refused: "SYS/TEMP", text: "the issuer is away" };
    const account = this.#accounts.get(this.tokens.get(token) ?? "");
    if (account === undefined || (name !== "" && name !== account.name)) return wrong;
    return { accountId: account.id, address: account.name };
  }

  async openMaildrop(who: SignedIn, sessionId: string): Promise<Maildrop | Refusal> {
    const account = this.account(who.address);
    if (account.lockedBy !== null) return { refused: "IN-USE", text: "another session has this maildrop open" };
    if (this.hasLoginDelay && account.wasOpened)
      return { refused: "LOGIN-DELAY", text: "too soon after the last sign-in" };
    account.lockedBy = sessionId;
    account.wasOpened = true;
    return this.#openMaildrop(account, sessionId);
  }

  #openMaildrop(account: MemoryAccount, sessionId: string): Maildrop {
    const messages = [...account.messages];
    const at = (index: number): MemoryMessage => {
      const message = messages[index];
      if (message === undefined) throw new Error(`index ${index} is outside the maildrop`);
      return message;
    };
    return {
      owner: { accountId: account.id, address: account.name },
      count: messages.length,
      octets: (index) => at(index).wire.length,
      headerOctets: (index) => headerOctets(at(index).wire),
      hasDotLines: (index) => hasDotLines(at(index).wire),
      uniqueId: (index) => at(index).uniqueId,
      openBody: (index, octets) => {
        const { isGone, wire } = at(index);
        return isGone
          ? { refused: "SYS/PERM", text: "the body of this message is gone" }
          : this.#openBody(wire.subarray(0, octets));
      },
      retrievedLately: this.retrievedLately,
      downloaded: (index) => void this.downloads.push(at(index).uniqueId),
      removeMarked: async (indexes) => {
        if (this.updateRefusal !== null) return this.updateRefusal;
        const removed = new Set(Array.from(indexes, at));
        account.messages = account.messages.filter((message) => !removed.has(message));
        return null;
      },
      release: async () => {
        if (account.lockedBy === sessionId) account.lockedBy = null;
      },
    };
  }

  #openBody(wire: Uint8Array): Body {
    let from = 0;
    this.openBodies += 1;
    return {
      read: () => {
        const piece = wire.slice(from, from + this.pieceOctets);
        from += piece.length;
        const read = piece.length === 0 ? null : piece;
        return this.readsLater ? Promise.resolve(read) : read;
      },
      close: () => {
        this.openBodies -= 1;
      },
    };
  }
}

function headerOctets(wire: Uint8Array): number {
  if (wire[0] === 0x0d && wire[1] === 0x0a) return 2;
  for (let at = 0; at + 4 <= wire.length; at += 1) {
    if (CRLF_CRLF.every((octet, k) => wire[at + k] === octet)) return at + 4;
  }
  return wire.length;
}

function hasDotLines(wire: Uint8Array): boolean {
  return wire.some((octet, at) => octet === 0x2e && (at === 0 || wire[at - 1] === 0x0a));
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((octet, at) => octet === b[at]);
}
