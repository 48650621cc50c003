import { type BearerMessage, parseOauthBearer, parseXoauth2 } from "../../protocol/bearer.ts";
import { isMalformed, type Malformed } from "../../protocol/malformed.ts";
import type { Refusal } from "../backend.ts";
import type { SessionContext } from "../command.ts";
import type { Mechanism, SaslDialogue, SaslStep } from "./mechanism.ts";

/** OAUTHBEARER (RFC 7628): a token that an issuer signed stands for the password. */
export const oauthBearer: Mechanism = {
  name: "OAUTHBEARER",
  isOffered: ({ policy }) => policy.oidcIssuer !== null,
  begin: (session) =>
    new BearerDialogue("OAUTHBEARER", session, parseOauthBearer, {
      status: "invalid_token",
      "openid-configuration": `${session.policy.oidcIssuer?.replace(/\/$/, "")}/.well-known/openid-configuration`,
    }),
};

/** XOAUTH2: the same in the form Google and Microsoft made before the standard, which more mail programs know. */
export const xoauth2: Mechanism = {
  name: "XOAUTH2",
  isOffered: ({ policy }) => policy.oidcIssuer !== null,
  begin: (session) =>
    new BearerDialogue("XOAUTH2", session, parseXoauth2, { status: "401", schemes: "bearer", scope: "" }),
};

class BearerDialogue implements SaslDialogue {
  readonly #mechanism: "OAUTHBEARER" | "XOAUTH2";
  readonly #session: SessionContext;
  readonly #parse: (message: Uint8Array) => BearerMessage | Malformed;
  readonly #trouble: object;
  #refusal: Refusal | null = null;

  /** `trouble`: what a client is told, as JSON, of a token that is not believed (RFC 7628 §3.2.2). */
  constructor(
    mechanism: "OAUTHBEARER" | "XOAUTH2",
    session: SessionContext,
    parse: (message: Uint8Array) => BearerMessage | Malformed,
    trouble: object,
  ) {
    this.#mechanism = mechanism;
    this.#session = session;
    this.#parse = parse;
    this.#trouble = trouble;
  }

  get refusal(): Refusal | null {
    return this.#refusal;
  }

  async respond(response: Uint8Array | null): Promise<SaslStep> {
    if (response === null) return { challenge: new Uint8Array(0) };
    const message = this.#parse(response);
    if (isMalformed(message)) return message;
    const who = await this.#session.backend.authenticateToken(
      { ...message, mechanism: this.#mechanism },
      this.#session.peer,
    );
    if (!("refused" in who)) return { signedIn: who, mechanism: this.#mechanism };
    if (who.refused !== "AUTH") return { refusal: who };
    this.#refusal = who;
    return { challenge: new TextEncoder().encode(JSON.stringify(this.#trouble)) };
  }
}
