import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chownSync, closeSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync, writeSync } from "node:fs";
import { connect } from "node:net";
import { userInfo } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { freePort } from "#test/support/free-port.ts";
import { messages } from "../messages.ts";
import type { KeyPair } from "./certificate.ts";
import { dovecotConfig } from "./dovecot-config.ts";
import { addressOf, type Filling, type MailServer, type Passwords, password } from "./mail-server.ts";
import { passwordHash } from "./password-hash.ts";

const readyMs = 20_000;
/** What Debian's packages put where. */
const parts = ["/usr/lib/dovecot/pop3", "/usr/lib/dovecot/lmtp"];
/** Of the mail, where we are root: Dovecot refuses to work for root itself. */
const nobody = { uid: 65_534, gid: 65_534 };

/** The version, or null where Dovecot or one of its parts is not installed. */
export function dovecotVersion(): string | null {
  const program = findProgram();
  if (program === null || !parts.every((part) => existsSync(part))) return null;
  return execFileSync(program, ["--version"], { encoding: "utf8" }).trim().split(" ")[0] ?? null;
}

function findProgram(): string | null {
  const places = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/usr/local/sbin"];
  return places.map((place) => join(place, "dovecot")).find((path) => existsSync(path)) ?? null;
}

/** Dovecot with a configuration, run files, log and Maildirs of its own. */
export class Dovecot implements MailServer {
  readonly name = "Dovecot";
  ports = { pop3: 0, pop3s: 0, lmtp: 0 };
  #master: ChildProcess | null = null;
  #accounts = 0;
  #filled = 0;
  readonly #user = process.getuid?.() === 0 ? nobody : userInfo();

  constructor(
    private readonly directory: string,
    private readonly certificate: KeyPair,
    private readonly processes: number,
  ) {}

  get pid(): number {
    return this.#master?.pid ?? 0;
  }

  async install(): Promise<void> {
    const { directory, certificate } = this;
    for (const folder of ["run", "state", "mail"]) mkdirSync(join(directory, folder), { recursive: true, mode: 0o755 });
    this.#own(join(directory, "mail"));
    writeFileSync(join(directory, "certificate.pem"), certificate.certificatePem);
    writeFileSync(join(directory, "key.pem"), certificate.keyPem, { mode: 0o600 });
    writeFileSync(join(directory, "users"), "", { mode: 0o644 });
    this.ports = { pop3: await freePort(), pop3s: await freePort(), lmtp: await freePort() };
    const ownUser = process.getuid?.() === 0 ? null : { name: userInfo().username, group: groupName() };
    const config = dovecotConfig({
      directory,
      ports: this.ports,
      user: this.#user,
      processes: this.processes,
      ownUser,
    });
    writeFileSync(join(directory, "dovecot.conf"), config);
  }

  async start(): Promise<void> {
    const log = openSync(join(this.directory, "start.log"), "a");
    const args = ["-F", "-c", join(this.directory, "dovecot.conf")];
    const master = spawn(findProgram() ?? "dovecot", args, { stdio: ["ignore", log, log] });
    closeSync(log);
    this.#master = master;
    const until = performance.now() + readyMs;
    for (const port of Object.values(this.ports)) {
      while (!(await answers(port))) {
        if (master.exitCode !== null || performance.now() > until) throw new Error(`Dovecot ended:\n${this.#said()}`);
        await wait(50);
      }
    }
  }

  async stop(): Promise<void> {
    const master = this.#master;
    if (master === null || master.exitCode !== null) return;
    const exited = once(master, "exit");
    master.kill("SIGTERM");
    await exited;
    this.#master = null;
  }

  async addAccounts(count: number, passwords: Passwords): Promise<void> {
    const isHashed = passwords === "argon2id" || passwords === "costly";
    const secret = isHashed ? `{ARGON2ID}${await passwordHash(passwords)}` : `{PLAIN}${password}`;
    const users = openSync(join(this.directory, "users"), "a");
    for (let number = this.#accounts + 1; number <= count; number += 1) {
      writeSync(users, `${addressOf(number)}:${secret}::::::\n`);
    }
    closeSync(users);
    this.#accounts = Math.max(this.#accounts, count);
  }

  /** New mail, as a delivery agent leaves it: in new/, with its sizes in the name, as Dovecot itself writes them. */
  async fill({ firstAccount = 1, accounts, messages: count, sizes }: Filling): Promise<void> {
    for (let number = firstAccount; number < firstAccount + accounts; number += 1) {
      const maildir = join(this.directory, "mail", addressOf(number));
      for (const folder of ["", "new", "cur", "tmp"]) {
        mkdirSync(join(maildir, folder), { recursive: true, mode: 0o700 });
        this.#own(join(maildir, folder));
      }
      const at = Math.floor(Date.now() / 1000);
      for (const octets of messages(count, sizes, number)) {
        this.#filled += 1;
        const unique = `${at}.M${String(this.#filled).padStart(8, "0")}P1.bench`;
        const path = join(maildir, "new", `${unique},S=${octets.length},W=${octets.length}`);
        writeFileSync(path, octets, { mode: 0o600, flag: "wx" });
        this.#own(path);
      }
    }
  }

  #own(path: string): void {
    if (process.getuid?.() === 0) chownSync(path, this.#user.uid, this.#user.gid);
  }

  #said(): string {
    return ["start.log", "dovecot.log"]
      .map((name) => join(this.directory, name))
      .filter((path) => existsSync(path))
      .map((path) => readFileSync(path, "utf8").slice(-2_000))
      .join("\n");
  }
}

function groupName(): string {
  return execFileSync("id", ["-gn"], { encoding: "utf8" }).trim();
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("data", () => socket.destroy());
    socket.once("error", () => resolve(false));
    socket.once("connect", () => {
      resolve(true);
      socket.destroy();
    });
  });
}
