import { createHash, createPublicKey, type KeyObject, sign } from "node:crypto";
import { request } from "node:https";
import { setTimeout as wait } from "node:timers/promises";

/** What an authority answers when it refuses (RFC 7807, RFC 8555 §6.7). */
export interface Problem {
  readonly type: string;
  readonly detail: string;
  readonly status?: number;
  readonly subproblems?: readonly { readonly detail?: string; readonly identifier?: { readonly value?: string } }[];
}

/** A refusal of the authority; `retryAfterSeconds` where it says when it may be asked again. */
export class AcmeRefusal extends Error {
  constructor(
    readonly problem: Problem,
    readonly retryAfterSeconds: number | null,
  ) {
    super(problem.detail);
  }
}

/** The directory could not be reached, or what it said is no ACME. */
export class AcmeUnreachable extends Error {
  constructor(
    message: string,
    readonly code: string,
  ) {
    super(message);
  }
}

export interface Directory {
  readonly newNonce: string;
  readonly newAccount: string;
  readonly newOrder: string;
  readonly meta?: { readonly termsOfService?: string; readonly externalAccountRequired?: boolean };
}

export interface Challenge {
  readonly type: string;
  readonly url: string;
  readonly token: string;
  readonly status: string;
  readonly error?: Problem;
}

export interface Authorization {
  readonly status: string;
  readonly identifier: { readonly value: string };
  readonly wildcard?: boolean;
  readonly challenges: readonly Challenge[];
}

export interface Order {
  readonly status: string;
  readonly authorizations: readonly string[];
  readonly finalize: string;
  readonly certificate?: string;
  readonly error?: Problem;
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

const badNonce = "urn:ietf:params:acme:error:badNonce";
const answerLimitMs = 30_000;
const longestAnswerOctets = 1024 * 1024;
const mostNonceRetries = 3;
const mostPolls = 30;
const longestPollSeconds = 20;

/** RFC 8555 as a client speaks it: requests signed by the account's key (ES256), nonces, polling. One directory, one account. */
export class AcmeClient {
  readonly #url: string;
  readonly #ca: string | undefined;
  readonly #key: KeyObject;
  readonly #jwk: { crv: string; kty: string; x: string; y: string };
  readonly #pollMs: number;
  #directory: Directory | null = null;
  #nonce: string | null = null;
  #account: string | null;

  /** `key`: ECDSA P-256. `ca`: what the directory's own TLS is checked with, PEM; empty: what everybody knows. */
  constructor(options: { url: string; ca: string; key: KeyObject; accountUrl: string | null; pollMs?: number }) {
    this.#url = options.url;
    this.#ca = options.ca === "" ? undefined : options.ca;
    this.#key = options.key;
    this.#account = options.accountUrl;
    this.#pollMs = options.pollMs ?? 1_000;
    const { crv = "", kty = "", x = "", y = "" } = createPublicKey(options.key).export({ format: "jwk" });
    this.#jwk = { crv, kty, x, y };
  }

  async directory(): Promise<Directory> {
    if (this.#directory !== null) return this.#directory;
    const { status, body } = await this.#send("GET", this.#url);
    const directory = status === 200 ? parsed<Directory>(body) : null;
    if (!directory?.newNonce || !directory.newAccount || !directory.newOrder) {
      throw new AcmeUnreachable(`${this.#url} answered ${status}, and not with an ACME directory.`, "ENOACME");
    }
    this.#directory = directory;
    return directory;
  }

  /** Makes the account, or finds the one this key has; gives its URL (RFC 8555 §7.3). */
  async register(contact: string): Promise<string> {
    if (this.#account !== null) return this.#account;
    const { newAccount } = await this.directory();
    const payload = { termsOfServiceAgreed: true, ...(contact === "" ? {} : { contact: [`mailto:${contact}`] }) };
    const { headers } = await this.#post(newAccount, payload);
    this.#account = one(headers.location);
    return this.#account;
  }

  async order(names: readonly string[]): Promise<{ url: string; order: Order }> {
    const { newOrder } = await this.directory();
    const identifiers = names.map((value) => ({ type: "dns", value }));
    const { headers, body } = await this.#post(newOrder, { identifiers });
    return { url: one(headers.location), order: json<Order>(body) };
  }

  async authorization(url: string): Promise<Authorization> {
    return json<Authorization>((await this.#post(url, null)).body);
  }

  /** What a challenge wants to see (RFC 8555 §8.1). */
  keyAuthorization({ token }: Challenge): string {
    // RFC 7638: these members, in this order, without blanks.
    const { crv, kty, x, y } = this.#jwk;
    const thumbprint = createHash("sha256").update(JSON.stringify({ crv, kty, x, y })).digest("base64url");
    return `${token}.${thumbprint}`;
  }

  /** Says that the authority may look now. */
  async accept({ url }: Challenge): Promise<void> {
    await this.#post(url, {});
  }

  async finalize(order: Order, request: Buffer): Promise<void> {
    await this.#post(order.finalize, { csr: request.toString("base64url") });
  }

  /** PEM, leaf first. */
  async certificate(url: string): Promise<string> {
    return (await this.#post(url, null)).body;
  }

  /** Asks until it is no longer one of these; gives what it is then. */
  async poll<Thing extends { readonly status: string }>(url: string, pending: readonly string[]): Promise<Thing> {
    for (let turn = 0; turn < mostPolls; turn += 1) {
      const { body, headers } = await this.#post(url, null);
      const thing = json<Thing>(body);
      if (!pending.includes(thing.status)) return thing;
      const asked = retryAfter(headers["retry-after"]) ?? 0;
      await wait(Math.max(this.#pollMs, Math.min(asked, longestPollSeconds) * 1_000));
    }
    throw new AcmeUnreachable("The authority did not decide in time.", "ETIMEDOUT");
  }

  /** Signed (RFC 8555 §6.2); `null` is POST-as-GET (§6.3). A nonce that has become stale is no trouble (§6.5). */
  async #post(url: string, payload: object | null): Promise<Answer> {
    for (let turn = 0; ; turn += 1) {
      const nonce = this.#nonce ?? (await this.#newNonce());
      this.#nonce = null;
      const who = this.#account === null ? { jwk: this.#jwk } : { kid: this.#account };
      const header = base64url({ alg: "ES256", nonce, url, ...who });
      const content = payload === null ? "" : base64url(payload);
      const octets = Buffer.from(`${header}.${content}`);
      const signature = sign("sha256", octets, { key: this.#key, dsaEncoding: "ieee-p1363" }).toString("base64url");
      const answer = await this.#send("POST", url, JSON.stringify({ protected: header, payload: content, signature }));
      if (answer.status < 400) return answer;
      const problem = parsed<Partial<Problem>>(answer.body) ?? {};
      const { type = "", detail = `The authority answered ${answer.status}.` } = problem;
      if (type === badNonce && turn < mostNonceRetries) continue;
      throw new AcmeRefusal(
        { ...problem, type, detail, status: answer.status },
        retryAfter(answer.headers["retry-after"]),
      );
    }
  }

  async #newNonce(): Promise<string> {
    const { newNonce } = await this.directory();
    await this.#send("HEAD", newNonce);
    if (this.#nonce === null) throw new AcmeUnreachable("The authority gave no nonce.", "ENOACME");
    return this.#nonce;
  }

  #send(method: string, url: string, body?: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const fail = (error: NodeJS.ErrnoException) =>
        reject(error instanceof AcmeUnreachable ? error : new AcmeUnreachable(error.message, error.code ?? "UNKNOWN"));
      const headers = {
        "user-agent": "popdesk",
        accept: "application/json, application/pem-certificate-chain, application/problem+json",
        ...(body === undefined
          ? {}
          : { "content-type": "application/jose+json", "content-length": Buffer.byteLength(body) }),
      };
      const asking = request(
        url,
        { method, ca: this.#ca, headers, agent: false, timeout: answerLimitMs },
        (response) => {
          const pieces: Buffer[] = [];
          let octets = 0;
          response.on("data", (piece: Buffer) => {
            octets += piece.length;
            if (octets > longestAnswerOctets)
              asking.destroy(new AcmeUnreachable("The answer is far too long.", "ENOACME"));
            pieces.push(piece);
          });
          response.on("error", fail);
          response.on("end", () => {
            const nonce = response.headers["replay-nonce"];
            if (typeof nonce === "string") this.#nonce = nonce;
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              body: Buffer.concat(pieces).toString("utf8"),
            });
          });
        },
      );
      asking.on("timeout", () =>
        asking.destroy(new AcmeUnreachable("The authority did not answer in time.", "ETIMEDOUT")),
      );
      asking.on("error", fail);
      asking.end(body);
    });
  }
}

function base64url(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

function one(header: string | string[] | undefined): string {
  if (typeof header === "string") return header;
  throw new AcmeUnreachable("The authority did not say where its answer is.", "ENOACME");
}

function parsed<Thing>(text: string): Thing | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Thing) : null;
  } catch {
    return null;
  }
}

function json<Thing>(text: string): Thing {
  const value = parsed<Thing>(text);
  if (value === null) throw new AcmeUnreachable("The authority's answer is no JSON.", "ENOACME");
  return value;
}

/** Seconds, or an instant (RFC 9110 §10.2.3). */
function retryAfter(header: string | string[] | undefined): number | null {
  if (typeof header !== "string") return null;
  const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1_000;
  return Number.isFinite(seconds) ? Math.max(0, seconds) : null;
}
