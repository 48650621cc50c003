import { type ChildProcess, fork } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Actor } from "#server/audit/append-audit.ts";
import { makeVerifier, sealVerifier } from "#server/credential/scram/verifier.ts";
import { Deliverer } from "#server/delivery/deliverer.ts";
import { newWireForm } from "#server/delivery/new-wire-form.ts";
import { createDomain } from "#server/domain/create-domain.ts";
import { readEnvironment } from "#server/env.ts";
import { changeSettings } from "#server/setting/change-settings.ts";
import { closeStore, openStore, type Store } from "#server/store.ts";
import { messages } from "../messages.ts";
import type { KeyPair } from "./certificate.ts";
import { addressOf, type Filling, type MailServer, mailDomain, type Passwords, password } from "./mail-server.ts";
import { passwordHash } from "./password-hash.ts";

const root = resolve(import.meta.dirname, "../../..");
const actor: Actor = { kind: "command-line", name: "bench", remoteAddress: null };
/** Delivered together, so that seeding shares its commits. */
const batchMessages = 500;
const readyMs = 60_000;

export interface PopdeskOptions {
  readonly directory: string;
  readonly certificate: KeyPair;
  readonly workers: number;
  readonly bodyStore: "segments" | "files";
  /** PostgreSQL instead of a file. */
  readonly databaseUrl?: string;
  /** Further arguments for Node, such as --cpu-prof. */
  readonly execArgv?: readonly string[];
}

/** The built daemon as `npm start` runs it, without the console: its log goes to a file, a line for each session. */
export class Popdesk implements MailServer {
  readonly name = "Popdesk";
  ports = { pop3: 0, pop3s: 0, lmtp: 0 };
  #daemon: ChildProcess | null = null;
  readonly #variables: NodeJS.ProcessEnv;
  #accounts = 0;

  constructor(private readonly options: PopdeskOptions) {
    const { directory, workers, databaseUrl } = options;
    this.#variables = {
      NODE_ENV: "production",
      PATH: process.env.PATH,
      POPDESK_DATA: join(directory, "data"),
      POPDESK_POP3_PORT: "0",
      POPDESK_POP3S_PORT: "0",
      POPDESK_LMTP_PORT: "0",
      POPDESK_LMTP_SOCKET: join(directory, "lmtp.sock"),
      POPDESK_WORKERS: String(workers),
      ...(databaseUrl === undefined ? {} : { POPDESK_DATABASE_URL: databaseUrl }),
    };
  }

  get pid(): number {
    return this.#daemon?.pid ?? 0;
  }

  /** Makes the database and what a first start makes. */
  async install(): Promise<void> {
    mkdirSync(join(this.options.directory, "data"), { recursive: true, mode: 0o700 });
    const ports = { pop3: 0, pop3s: 0, lmtp: 0, lmtpSocket: this.#variables.POPDESK_LMTP_SOCKET };
    const preparation = this.#run("prepare.mjs", [JSON.stringify(ports)], []);
    const [exitCode] = await once(preparation, "exit");
    if (exitCode !== 0) throw new Error(`Popdesk was not prepared:\n${this.#log()}`);
    await this.#withStore(async (store) => {
      await createDomain(store, { name: mailDomain }, actor);
      await changeSettings(store, { maxConnections: 30_000, bodyStore: this.options.bodyStore }, actor);
      await serveCertificate(store, this.options.certificate);
    });
  }

  async start(): Promise<void> {
    const daemon = this.#run("pop3d.mjs", [], ["--enable-source-maps", ...(this.options.execArgv ?? [])]);
    this.#daemon = daemon;
    const ready = once(daemon, "message", { signal: AbortSignal.timeout(readyMs) });
    const ended = once(daemon, "exit").then(() => Promise.reject(new Error(`Popdesk ended:\n${this.#log()}`)));
    ended.catch(() => {});
    const [message] = (await Promise.race([ready, ended])) as [{ listeners: { name: string; place: string }[] }];
    const portOf = (name: string) =>
      Number(
        message.listeners
          .find((listener) => listener.name === name)
          ?.place.split(":")
          .at(-1),
      );
    this.ports = { pop3: portOf("POP3"), pop3s: portOf("POP3S"), lmtp: portOf("LMTP") };
  }

  async stop(): Promise<void> {
    const daemon = this.#daemon;
    if (daemon === null || daemon.exitCode !== null) return;
    const exited = once(daemon, "exit");
    daemon.kill("SIGTERM");
    await exited;
    this.#daemon = null;
  }

  async addAccounts(count: number, passwords: Passwords): Promise<void> {
    const kept = await passwordHash(passwords);
    await this.#withStore(async (store) => {
      // Accounts have one from their first day, so that no sign-in makes it. Nobody signs in by it here: one will do for all.
      const verifier = await makeVerifier(store.sealer, addressOf(1), new TextEncoder().encode(password));
      const scramVerifier = verifier && sealVerifier(store.sealer, verifier);
      const { id: domainId } = await store.db.domain.findUniqueOrThrow({ where: { name: mailDomain } });
      const now = store.clock.now();
      for (let from = this.#accounts + 1; from <= count; from += batchMessages) {
        const numbers = Array.from({ length: Math.min(batchMessages, count - from + 1) }, (_, index) => from + index);
        await store.db.account.createMany({
          data: numbers.map((number) => {
            const address = addressOf(number);
            const localPart = address.slice(0, address.indexOf("@"));
            return { domainId, localPart, address, passwordHash: kept, scramVerifier, passwordAt: now, createdAt: now };
          }),
        });
      }
    });
    this.#accounts = Math.max(this.#accounts, count);
  }

  async fill({ firstAccount = 1, accounts, messages: count, sizes }: Filling): Promise<void> {
    await this.#withStore(async (store) => {
      const deliverer = new Deliverer(store);
      let waiting: Promise<void>[] = [];
      const end = firstAccount + accounts;
      for (let first = firstAccount; first < end; first += batchMessages) {
        const numbers = Array.from({ length: Math.min(batchMessages, end - first) }, (_, index) => first + index);
        const ids = await accountIds(store, numbers.map(addressOf));
        for (const number of numbers) {
          const address = addressOf(number);
          const accountId = ids.get(address);
          if (accountId === undefined) throw new Error(`there is no account ${address}`);
          for (const octets of messages(count, sizes, number)) {
            waiting.push(deliver(store, deliverer, { accountId, address }, octets));
            if (waiting.length >= batchMessages) {
              await Promise.all(waiting);
              waiting = [];
            }
          }
        }
      }
      await Promise.all(waiting);
    });
  }

  #run(program: string, args: readonly string[], execArgv: readonly string[]): ChildProcess {
    const log = openSync(join(this.options.directory, "popdesk.log"), "a");
    const env = this.#variables;
    const stdio = ["ignore" as const, log, log, "ipc" as const];
    const child = fork(join(root, "dist", program), args, { cwd: root, env, execArgv: [...execArgv], stdio });
    closeSync(log);
    return child;
  }

  #log(): string {
    return readFileSync(join(this.options.directory, "popdesk.log"), "utf8").split("\n").slice(-20).join("\n");
  }

  async #withStore(work: (store: Store) => Promise<void>): Promise<void> {
    const store = await openStore(readEnvironment(this.#variables));
    try {
      await work(store);
    } finally {
      await closeStore(store);
    }
  }
}

async function accountIds(store: Store, addresses: string[]): Promise<Map<string, number>> {
  const rows = await store.db.account.findMany({
    where: { address: { in: addresses } },
    select: { id: true, address: true },
  });
  return new Map(rows.map(({ id, address }) => [address, id]));
}

async function deliver(
  store: Store,
  deliverer: Deliverer,
  recipient: { accountId: number; address: string },
  octets: Uint8Array,
): Promise<void> {
  const form = newWireForm(store);
  await form.push(octets);
  const message = await form.finish();
  try {
    await deliverer.deliver({ recipient, prefix: new Uint8Array(), message });
  } finally {
    await message.discard();
  }
}

/** In place of the one made at the first start: Dovecot has the same. */
async function serveCertificate(store: Store, { certificatePem, keyPem }: KeyPair): Promise<void> {
  const { fingerprint256: fingerprint, validFrom, validTo } = new X509Certificate(certificatePem);
  await store.db.certificate.updateMany({
    where: { isDefault: true },
    data: {
      chain: certificatePem,
      sealedKey: store.sealer.seal(keyPem),
      fingerprint,
      notBeforeAt: new Date(validFrom),
      notAfterAt: new Date(validTo),
    },
  });
}
