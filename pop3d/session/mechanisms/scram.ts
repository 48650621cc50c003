import { isMalformed, type Malformed, malformed } from "../../protocol/malformed.ts";
import {
  parseScramFinal,
  parseScramFirst,
  type ScramFirst,
  scramServerFinal,
  scramServerFirst,
} from "../../protocol/scram.ts";
import type { ChannelBindingType, ScramExchange, ScramMechanism, SignedIn } from "../backend.ts";
import type { SessionContext } from "../command.ts";
import type { Mechanism, SaslStep } from "./mechanism.ts";
import { notForAnother } from "./not-for-another.ts";

/** SCRAM-SHA-256 (RFC 5802, RFC 7677): the password never leaves the client, and the server proves itself as well. */
export const scram: Mechanism = {
  name: "SCRAM-SHA-256",
  isOffered: ({ policy }) => policy.offersScram,
  begin: (session) => new ScramDialogue("SCRAM-SHA-256", session),
};

/** The same, bound to the TLS channel: nobody can sit in between and pass it on. */
export const scramPlus: Mechanism = {
  name: "SCRAM-SHA-256-PLUS",
  isOffered: ({ policy, peer }) => policy.offersScram && peer.tlsVersion !== null,
  begin: (session) => new ScramDialogue("SCRAM-SHA-256-PLUS", session),
};

const bindingTypes: readonly ChannelBindingType[] = ["tls-exporter", "tls-unique", "tls-server-end-point"];
const utf8 = new TextEncoder();

/** What was said so far, once both sides have named themselves. */
interface Agreed {
  readonly exchange: ScramExchange;
  readonly nonce: string;
  /** The GS2 header and the channel binding: what `c=` must be. */
  readonly binding: Uint8Array;
  /** The first two parts of the AuthMessage, with their commas. */
  readonly said: string;
}

class ScramDialogue {
  readonly #mechanism: ScramMechanism;
  readonly #session: SessionContext;
  #agreed: Agreed | null = null;
  #proven: SignedIn | null = null;

  constructor(mechanism: ScramMechanism, session: SessionContext) {
    this.#mechanism = mechanism;
    this.#session = session;
  }

  respond(response: Uint8Array | null): SaslStep | Promise<SaslStep> {
    if (response === null) return { challenge: new Uint8Array(0) };
    if (this.#proven !== null) return this.#finish(response, this.#proven);
    return this.#agreed === null ? this.#begin(response) : this.#prove(response, this.#agreed);
  }

  async #begin(message: Uint8Array): Promise<SaslStep> {
    const first = parseScramFirst(message);
    if (isMalformed(first)) return first;
    const { name, authorizationName } = first;
    if (authorizationName !== "" && authorizationName !== name) return notForAnother;
    const binding = this.#binding(first);
    if (!(binding instanceof Uint8Array)) return binding;
    const exchange = await this.#session.backend.beginScram(name, this.#session.peer, this.#mechanism);
    if ("refused" in exchange) return { refusal: exchange };
    const nonce = first.nonce + exchange.nonce;
    const serverFirst = scramServerFirst(nonce, exchange.salt, exchange.iterations);
    this.#agreed = { exchange, nonce, binding, said: `${first.bare},${serverFirst},` };
    return { challenge: utf8.encode(serverFirst) };
  }

  /** RFC 5802 §6. A client that was told of no binding where there is one has heard somebody else's CAPA. */
  #binding({ binding, gs2Header }: ScramFirst): Uint8Array | SaslStep {
    const header = utf8.encode(gs2Header);
    const isPlus = this.#mechanism === "SCRAM-SHA-256-PLUS";
    if (typeof binding === "string") {
      if (isPlus) return malformed(`${this.#mechanism} binds to the TLS channel`);
      if (binding === "n" || !scramPlus.isOffered(this.#session)) return header;
      return {
        refusal: {
          refused: "AUTH",
          text: "the list of mechanisms was altered on its way to the mail program",
          because: "mechanisms-altered",
        },
      };
    }
    if (!isPlus) return malformed("channel binding is for SCRAM-SHA-256-PLUS");
    const octets = this.#channelBinding(binding.type);
    return octets instanceof Uint8Array ? joined(header, octets) : octets;
  }

  #channelBinding(name: string): Uint8Array | Malformed {
    const type = bindingTypes.find((type) => type === name);
    const octets = type === undefined ? null : this.#session.peer.channelBinding(type);
    return octets ?? malformed("this connection has no channel binding of that type");
  }

  #prove(message: Uint8Array, { exchange, nonce, binding, said }: Agreed): SaslStep {
    const final = parseScramFinal(message);
    if (isMalformed(final)) return final;
    if (final.nonce !== nonce) return malformed("that is not the nonce of this sign-in");
    const proven = exchange.prove(utf8.encode(said + final.withoutProof), final.proof);
    if (!isEqual(final.channelBinding, binding)) {
      const text = "this sign-in belongs to another TLS connection";
      return { refusal: { refused: "AUTH", text, because: "other-tls-connection" } };
    }
    if ("refused" in proven) return { refusal: proven };
    this.#proven = proven.who;
    return { challenge: utf8.encode(scramServerFinal(proven.signature)) };
  }

  /** The client has seen our proof and says so with an empty response (RFC 5034 §4: data does not come with `+OK`). */
  #finish(response: Uint8Array, signedIn: SignedIn): SaslStep {
    if (response.length > 0) return malformed("nothing more was asked for");
    return { signedIn, mechanism: this.#mechanism };
  }
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((octet, at) => octet === b[at]);
}
