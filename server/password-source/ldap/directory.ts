import { isUtf8 } from "node:buffer";
import type { SecureContext } from "node:tls";
import {
  type AskedSource,
  bad,
  good,
  type SourceAnswer,
  SourceAway,
  type Told,
  type Trace,
  untraced,
} from "../question.ts";
import { type LdapServer, type LdapSettings, ldapServersOf, serverTextOf } from "../schema.ts";
import { fillTemplate, type Person } from "../template.ts";
import { connectServer } from "./connect.ts";
import { LdapConnection } from "./connection.ts";
import { escapeDnValue, isDnTemplate, plainValue } from "./escape.ts";
import { personFilter } from "./person-filter.ts";
import { ServerConnections } from "./server-connections.ts";
import { trustOf } from "./trust.ts";

/** After a server could not be asked the others are asked first for so long, and it itself by one question at a time. */
const restMs = 10_000;

interface Server extends LdapServer {
  readonly text: string;
  readonly connections: ServerConnections;
  restsUntilMs: number;
  isBeingTried: boolean;
}

export interface LdapOptions {
  readonly settings: LdapSettings;
  /** Of who searches; empty where nobody in particular does. */
  readonly bindPassword: string;
  readonly monotonicMs: () => number;
}

/** An LDAP directory, on one or several servers that are tried in turn. */
export class LdapDirectory implements AskedSource {
  readonly #options: LdapOptions;
  readonly #servers: readonly Server[];
  #trust: Promise<SecureContext> | null = null;

  constructor(options: LdapOptions) {
    const { settings } = options;
    this.#options = options;
    this.#servers = ldapServersOf(settings).map((server) => ({
      ...server,
      text: serverTextOf(server),
      connections: new ServerConnections((trace) => this.#connect(server, trace), options.monotonicMs),
      restsUntilMs: 0,
      isBeingTried: false,
    }));
  }

  async ask(person: Person, password: Uint8Array, trace: Trace = untraced): Promise<SourceAnswer> {
    // Nobody's password is empty or no text, and a directory must not be asked about one (RFC 4513 §5.1.2).
    if (password.length === 0 || !isUtf8(password)) return "no";
    const text = Buffer.from(password).toString("utf8");
    const { settings } = this.#options;
    const name = settings.mode === "template" ? nameFrom(settings.dnTemplate, person) : null;
    if (settings.mode === "template" && name === null) return "no";
    return this.#onServers(async (server) => {
      const found = name ?? (await this.#find(server, person, trace));
      if (typeof found === "object") return found.answer;
      const { isBound } = await server.connections.exclusive(trace, (connection) =>
        trace.step(
          `Bind as ${found}`,
          () => connection.bind(found, text),
          (bound) => (bound.isBound ? good("The password is right.") : bad(`Refused: ${bound.why}.`)),
        ),
      );
      return isBound ? "yes" : "no";
    });
  }

  close(): void {
    for (const { connections } of this.#servers) connections.close();
  }

  /** The name of the one entry that is the person. */
  async #find(server: Server, person: Person, trace: Trace): Promise<string | { answer: SourceAnswer }> {
    const { base, scope, filter } = this.#options.settings;
    const filled = personFilter(filter, person);
    const names = await server.connections.shared(
      trace,
      (connection) => this.#bindSearcher(connection, trace),
      (connection) =>
        trace.step(
          `Search ${base} (${scope === "sub" ? "and below" : "one level below"}) for ${filled.text}`,
          () => connection.search({ base, scope, filter: filled.filter }),
          toldOf,
        ),
    );
    const [name] = names;
    if (name === undefined) return { answer: "not-there" };
    return names.length > 1 ? { answer: "several" } : name;
  }

  async #bindSearcher(connection: LdapConnection, trace: Trace): Promise<void> {
    const { settings, bindPassword } = this.#options;
    if (settings.bindDn === "") return;
    await trace.step(
      `Bind as ${settings.bindDn}, who searches`,
      async () => {
        const bound = await connection.bind(settings.bindDn, bindPassword);
        if (!bound.isBound)
          throw new SourceAway(`The directory refuses who searches (${settings.bindDn}): ${bound.why}.`);
      },
      () => good("Let in."),
    );
  }

  async #connect(server: LdapServer, trace: Trace): Promise<LdapConnection> {
    const { tls, caPem, timeoutSeconds } = this.#options.settings;
    const timeoutMs = timeoutSeconds * 1000;
    const trust = () => {
      this.#trust ??= trustOf(caPem);
      return this.#trust;
    };
    const socket = await connectServer(server, { tls, timeoutMs, trust }, trace);
    return new LdapConnection(socket, serverTextOf(server), timeoutMs);
  }

  /** The first server that can be asked. Where all failed lately, one question finds out whether that is still so; the others are answered at once. */
  async #onServers<T>(work: (server: Server) => Promise<T>): Promise<T> {
    let last = new SourceAway("Every server of the directory failed a moment ago.");
    for (const server of this.#inOrder()) {
      const isResting = this.#isResting(server);
      if (isResting && server.isBeingTried) continue;
      if (isResting) server.isBeingTried = true;
      try {
        const result = await work(server);
        server.restsUntilMs = 0;
        return result;
      } catch (error) {
        if (!(error instanceof SourceAway)) throw error;
        server.restsUntilMs = this.#options.monotonicMs() + restMs;
        last = error;
      } finally {
        if (isResting) server.isBeingTried = false;
      }
    }
    throw last;
  }

  #inOrder(): Server[] {
    return [...this.#servers].sort((one, other) => Number(this.#isResting(one)) - Number(this.#isResting(other)));
  }

  #isResting({ restsUntilMs }: Server): boolean {
    return restsUntilMs > this.#options.monotonicMs();
  }
}

/** Null where nobody can be called so. */
function nameFrom(template: string, person: Person): string | null {
  if (isDnTemplate(template)) return fillTemplate(template, person, escapeDnValue);
  let isName = true;
  const name = fillTemplate(template, person, (value) => {
    const plain = plainValue(value);
    isName &&= plain !== null;
    return plain ?? "";
  });
  return isName ? name : null;
}

function toldOf(names: readonly string[]): Told {
  const [name] = names;
  if (name === undefined) return bad("Nobody found.");
  return names.length === 1
    ? good(`Found ${name}.`)
    : bad(`Found several, ${names.join(" and ")} among them: nobody can be meant.`);
}
