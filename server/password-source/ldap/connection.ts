import type { Socket } from "node:net";
import { Client, type Filter, InvalidCredentialsError, ResultCodeError } from "ldapts";
import { SourceAway } from "../question.ts";
import type { LdapScope } from "../schema.ts";
import { bindRefusal, resultText } from "./result-codes.ts";

export interface Search {
  readonly base: string;
  readonly scope: LdapScope;
  readonly filter: Filter;
}

export type Bound = { readonly isBound: true } | { readonly isBound: false; readonly why: string };

/** Enough to tell one from several. */
const mostEntries = 2;
const noAttributes = "1.1"; // RFC 4511 §4.5.1.8

/**
 * LDAP on a connection that stands already, TLS and all. It is never made anew behind our back: ldapts would do so without asking for
 * TLS, and say a password in the clear.
 */
export class LdapConnection {
  readonly #client: Client;
  readonly #socket: Socket;
  readonly #place: string;

  /** `place` names the server in troubles; `timeoutMs` of each answer. */
  constructor(socket: Socket, place: string, timeoutMs: number) {
    let isGiven = false;
    this.#socket = socket;
    this.#place = place;
    this.#client = new Client({
      url: "ldap://given",
      timeout: timeoutMs,
      createConnection: () => {
        if (isGiven) throw new Error("the connection is over");
        isGiven = true;
        return socket;
      },
    });
  }

  get isOpen(): boolean {
    return !this.#socket.destroyed && this.#socket.readyState === "open";
  }

  /**
   * Whether name and password are right (RFC 4511 §4.2). An empty password would be nobody's, and a server may well answer it with success
   * (RFC 4513 §5.1.2): it is never sent. Throws SourceAway.
   */
  async bind(name: string, password: string): Promise<Bound> {
    if (name === "" || password === "") return { isBound: false, why: "an empty name or password is never sent" };
    try {
      await this.#client.bind(name, password);
      return { isBound: true };
    } catch (error) {
      const why = error instanceof ResultCodeError ? bindRefusal(error) : null;
      if (why !== null) return { isBound: false, why };
      throw this.#away(error);
    }
  }

  /** Names of the entries that fit, two at most. References to other servers are not followed. Throws SourceAway. */
  async search({ base, scope, filter }: Search): Promise<string[]> {
    try {
      const { searchEntries } = await this.#client.search(base, {
        scope,
        filter,
        attributes: [noAttributes],
        sizeLimit: mostEntries,
        derefAliases: "never",
      });
      return searchEntries.map(({ dn }) => dn);
    } catch (error) {
      throw this.#away(error);
    }
  }

  close(): void {
    // Says goodbye where it still can; nobody waits for it.
    void this.#client.unbind().catch(() => {});
    this.#socket.destroySoon();
  }

  #away(error: unknown): SourceAway {
    if (error instanceof ResultCodeError) {
      const text = error instanceof InvalidCredentialsError ? "wrong name or password" : resultText(error);
      return new SourceAway(`${this.#place} refuses: ${text}.`, { cause: error });
    }
    const text = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
    const why = /timed out/.test(text)
      ? "no answer in time"
      : /clos|over/.test(text)
        ? "the connection was closed"
        : text;
    return new SourceAway(`${this.#place} does not answer: ${why}.`, { cause: error });
  }
}
