/**
 * All that a POP3 session asks of the world. Fulfilled by `pop3d/backend` from the database, and by
 * `test/support/memory-backend.ts` for the transcripts. Numbers here are indexes from 0: message-number − 1.
 */

/** Response codes a backend may ask for (RFC 2449 §8, RFC 3206). */
export type ResponseCode = "AUTH" | "IN-USE" | "LOGIN-DELAY" | "SYS/TEMP" | "SYS/PERM";

/** What the protocol foresees as `-ERR [code] text`. The text is for the person at the mail program. */
export interface Refusal {
  readonly refused: ResponseCode | null;
  readonly text: string;
  /** Refused without a look at the password, for others that were wrong: at once, and counted as one of them. */
  readonly isHeldBack?: boolean;
  /** That the session itself refused it, and why. */
  readonly because?: SessionRefusal;
}

/** What a session refuses by itself, before anybody is asked who it is, or while it is proved. The backend keeps count of these. */
export type SessionRefusal =
  | "tls-required"
  | "mechanism-not-offered"
  | "for-another-account"
  | "mechanisms-altered"
  | "other-tls-connection"
  | ConnectionRefusal;

/** What ends before the first command. */
export type ConnectionRefusal = "certificate-refused" | "tls-not-spoken" | "no-common-tls" | "tls-handshake-failed";

/** The client as the connection knows it at this moment; `tls` changes with STLS. */
export interface Peer {
  /** Textual IP address, IPv4-mapped IPv6 already unwrapped. */
  readonly remoteAddress: string;
  readonly isLoopback: boolean;
  /** Protocol version, e.g. "TLSv1.3"; null in the clear. */
  readonly tlsVersion: string | null;
  /** By which it came in; null where that is not known. */
  readonly listenerId: number | null;
  /** The session's name in logs and traces. */
  readonly sessionId?: string;
  /** What ties a sign-in to this TLS channel; null in the clear, and where this channel cannot give it. */
  channelBinding(type: ChannelBindingType): Uint8Array | null;
}

/** RFC 9266, and for TLS 1.2 RFC 5929 §3, §4. */
export type ChannelBindingType = "tls-exporter" | "tls-unique" | "tls-server-end-point";

/** How somebody signed in, as the session's record says it. */
export type SignInMechanism = Credentials["mechanism"] | ScramMechanism | TokenAttempt["mechanism"];

export type ScramMechanism = "SCRAM-SHA-256" | "SCRAM-SHA-256-PLUS";

export interface Credentials {
  readonly mechanism: "USER" | "PLAIN" | "LOGIN";
  /** The name as the client sent it, decoded as UTF-8; case and form are the backend's affair. */
  readonly name: string;
  /** Octets exactly as sent: nothing trimmed, nothing prepared. */
  readonly password: Uint8Array;
}

export interface SignedIn {
  readonly accountId: number;
  /** Canonical address, for logs and the live view. */
  readonly address: string;
  /** The app password it was, for the session's record; null or absent: none. */
  readonly appPasswordId?: number | null;
}

/**
 * A SCRAM sign-in under way (RFC 5802). One of a name that nobody has looks the same, takes the same time, and fits no
 * password.
 */
export interface ScramExchange {
  readonly salt: Uint8Array;
  readonly iterations: number;
  /** The server's part of the nonce: printable ASCII without commas, never given before. */
  readonly nonce: string;
  /** Checks the ClientProof over the AuthMessage. Refuses with AUTH, with the text that a wrong password has. */
  prove(authMessage: Uint8Array, proof: Uint8Array): ScramProven | Refusal;
}

export interface ScramProven {
  readonly who: SignedIn;
  /** ServerSignature: by this the client knows that it speaks to who holds its verifier. */
  readonly signature: Uint8Array;
}

/** A token of an OIDC issuer instead of a password (RFC 7628). */
export interface TokenAttempt {
  readonly token: string;
  /** Whom the client says it is; empty where it leaves that to the token. */
  readonly name: string;
  readonly mechanism: "OAUTHBEARER" | "XOAUTH2";
}

/** A body, or its first octets, opened: what can fail has succeeded by now. `close` is called exactly once. */
export interface Body {
  /** Next piece in wire form (CRLF line ends, not byte-stuffed); null at the end. Synchronous when it can be. */
  read(): Uint8Array | null | Promise<Uint8Array | null>;
  /** In place of reading, where all that is wanted lies in memory; absent where it comes in pieces. */
  lend?(): LentBody;
  close(): void;
}

/** A body in memory that is the session's until its answer is written: what goes before and behind is written around it. */
export interface LentBody {
  readonly memory: Uint8Array;
  /** Where in `memory` the body begins and ends: at least 512 octets after its beginning, 8 before its end. All of it may be written over. */
  readonly start: number;
  readonly end: number;
  /** When nobody reads `memory` any more, for another body is put there. Where it is not called, only memory is lost, until it is collected. */
  giveBack(): void;
}

/** What an administrator's rules say of one maildrop. */
export interface MaildropRetention {
  readonly refusesDele: boolean;
  /** EXPIRE (RFC 2449 §6.7): days mail stays at least; null: no rule removes it. */
  readonly expireDays: number | null;
  /** LOGIN-DELAY (RFC 2449 §6.5); null: none. */
  readonly loginDelaySeconds: number | null;
}

/** A locked maildrop as it was when it was opened. Nothing that arrives later shows in it. */
export interface Maildrop {
  /** Whose it is: another than was asked for where that was remembered wrongly. */
  readonly owner: SignedIn;
  readonly count: number;
  /** Exact octets of message `index` in wire form, before byte-stuffing. */
  octets(index: number): number;
  /** Octets of the header with the empty line after it. */
  headerOctets(index: number): number;
  /** Whether some line begins with a dot. */
  hasDotLines(index: number): boolean;
  /** 1–70 characters 0x21–0x7E (RFC 1939 §7). */
  uniqueId(index: number): string;
  /** The same straight into octets, for long listings, where it is offered; gives where it ends. */
  writeUniqueId?(index: number, into: Uint8Array, at: number): number;
  /** Opens the first `octets` octets of a body, before `+OK` is said. Refuses with SYS/PERM where the body is gone. */
  openBody(index: number, octets: number): Body | Refusal | Promise<Body | Refusal>;
  /** RETR of this message was written completely to the socket; TOP never counts. May come after `release`. */
  downloaded(index: number): void;
  /**
   * The UPDATE state: one transaction, fenced by the lock. Resolves after the commit with null, or with the refusal
   * that is answered instead of +OK; nothing was removed then. `indexes` ascend.
   */
  removeMarked(indexes: Uint32Array<ArrayBuffer>): Promise<Refusal | null>;
  /** What this account retrieved within the hour before it was opened; absent where nobody counts. */
  readonly retrievedLately?: { readonly messages: number; readonly octets: number };
  /** Absent: what the session's policy says before the sign-in. */
  readonly retention?: MaildropRetention;
  /** Gives the lock back; idempotent, never throws. Resolves when another session could take it. */
  release(): Promise<void>;
}

/** A sign-in that came no further, as far as it is known. */
export interface EarlyAttempt {
  /** As the client sent it; empty where it has not said it. */
  readonly name: string;
  /** Empty where the connection itself failed. */
  readonly mechanism: SignInMechanism | "";
}

export interface Backend {
  /** Told of what was refused without it, for who asks why somebody cannot sign in. */
  refusedEarly(because: SessionRefusal, attempt: EarlyAttempt, peer: Peer): void;
  /**
   * Checks the password and whether this account may sign in from here. Takes the same time for unknown names. Who is given back
   * goes to openMaildrop as it is, at once: what was answered from memory is made sure of there.
   */
  authenticate(credentials: Credentials, peer: Peer): SignedIn | Refusal | Promise<SignedIn | Refusal>;
  beginScram(name: string, peer: Peer, mechanism: ScramMechanism): Promise<ScramExchange | Refusal>;
  /** Refuses with AUTH what the issuer did not sign for this account, with SYS/TEMP where the issuer cannot be asked. */
  authenticateToken(attempt: TokenAttempt, peer: Peer): Promise<SignedIn | Refusal>;
  /**
   * Takes the exclusive-access lock for this session and lists the maildrop; IN-USE at once where it is held, LOGIN-DELAY
   * where the sign-in before, by whatever mechanism, was too short a time ago; AUTH where who it is was remembered wrongly.
   */
  openMaildrop(who: SignedIn, sessionId: string): Maildrop | Refusal | Promise<Maildrop | Refusal>;
}
