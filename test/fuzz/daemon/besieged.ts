import assert from "node:assert/strict";
import { readdir, readFile, readlink } from "node:fs/promises";
import type { NetConnectOpts } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { createAccount } from "#server/account/create-account.ts";
import { createListener } from "#server/listener/create-listener.ts";
import { probeServedNow } from "#server/served-certificate/probe-now.ts";
import { changeSettings } from "#server/setting/change-settings.ts";
import { tester } from "#test/support/actor.ts";
import { type RunningDaemon, startDaemon } from "#test/support/daemon.ts";
import { eventually } from "#test/support/eventually.ts";
import { furnish, type Installation } from "#test/support/installation.ts";
import { RawClient } from "#test/support/raw-client.ts";
import { ownStore } from "../own-store.ts";
import { type Attack, carryOut } from "./adversary.ts";

const kept = [
  "Subject: one\r\n\r\nbody\r\n",
  "Subject: two\r\n\r\n.dots\r\n..\r\n",
  `Subject: large\r\n\r\n${"x".repeat(300_000)}\r\n`,
];
/** How long those that are still there have after the last of the others has left. */
const patienceMs = 300;
const settleMs = 30_000;

/** A daemon with two accounts: the first one's mail must never change, the second is sent to. */
export class Besieged {
  #sequence = 0;
  #sockets = new Map<string, number>();

  private constructor(
    private readonly at: Installation,
    private readonly daemon: RunningDaemon,
    private readonly sample: string,
  ) {}

  static readonly account = { name: "ann", password: "correct horse battery" };
  static readonly recipient = "bob@example.org";

  static async start(): Promise<Besieged> {
    const at = await furnish(await ownStore());
    await changeSettings(at.store, { defaultDomain: "example.org" }, tester);
    await createAccount(at.store, { address: Besieged.recipient, password: "battery staple horse" }, tester);
    await createListener(
      at.store,
      {
        kind: "pop3",
        name: "PROXIED",
        address: "127.0.0.1",
        port: 0,
        tls: "none",
        cleartextSignIn: "always",
        proxyProtocol: true,
        trustedNetworks: "127.0.0.1",
      },
      tester,
    );
    for (const message of kept) await at.deliver(message);
    const daemon = await startDaemon(at, { POPDESK_LOG_LEVEL: "warn" });
    const besieged = new Besieged(at, daemon, await collect(daemon));
    // What the daemon itself asked of its listeners at its start is over then, and nothing else comes for an hour.
    await probeServedNow(at.store, {}, tester);
    await besieged.#settled();
    besieged.#sockets = await besieged.#openSockets();
    return besieged;
  }

  /** All at once; then nothing may be left of it, and nothing lost. */
  async bear(attacks: readonly Attack[]): Promise<void> {
    let leave = () => {};
    const over = new Promise<void>((resolve) => {
      leave = resolve;
    });
    const clients = attacks.map((attack) => carryOut(attack, this.#place(attack.listener), over));
    await Promise.race([Promise.all(clients), wait(patienceMs)]);
    leave();
    const heard = await Promise.all(clients);
    const { daemon } = this;
    assert(
      daemon.process.exitCode === null && daemon.process.signalCode === null,
      `the daemon ended: ${daemon.said()}`,
    );
    await this.#settled();
    assert.doesNotMatch(daemon.said(), /"event":"incident"|"level":(50|60)/);
    // A client that has left may still wait to be accepted, and then holds the lock until it is seen that it has.
    const collected = await eventually(async () => {
      const heard = await collect(daemon);
      return heard.includes("[IN-USE]") ? null : heard;
    }, settleMs);
    assert.equal(collected, this.sample, "the mail of a maildrop changed without an UPDATE");
    await this.#settled();
    assert.deepEqual(
      await eventuallyEqual(() => this.#openSockets(), this.#sockets),
      this.#sockets,
      "sockets left open",
    );
    // Two addresses of one account get one copy and the same answer twice.
    const promised = new Set(heard.join("").match(/^250 2\.0\.0 delivered.*$/gm)).size;
    const stored = await this.#newlyStored();
    assert(stored >= promised, `${promised} deliveries were promised, ${stored} are stored`);
  }

  /** Throws where the daemon does not stop as it should. */
  async stop(): Promise<void> {
    const code = await this.daemon.stop();
    await this.at.close();
    assert.equal(code, 0);
  }

  #place(listener: Attack["listener"]): NetConnectOpts {
    if (listener === "LMTP socket") return { path: this.at.variables.POPDESK_LMTP_SOCKET as string };
    return { port: this.daemon.port(listener), host: "127.0.0.1" };
  }

  /** No session is open and no maildrop locked. */
  async #settled(): Promise<void> {
    const { db } = this.at.store;
    await eventually(async () => (await db.session.count({ where: { endedAt: null } })) === 0, settleMs);
    await eventually(async () => (await db.maildropLock.count()) === 0, settleMs);
  }

  /** How many messages came since the last time; each must be whole. */
  async #newlyStored(): Promise<number> {
    const { db, bodies } = this.at.store;
    const rows = await db.message.findMany({
      where: { account: { address: Besieged.recipient }, sequence: { gt: this.#sequence } },
      orderBy: { sequence: "asc" },
      select: { sequence: true, bodyPlace: true, octets: true },
    });
    for (const { bodyPlace, octets } of rows) {
      const body = await bodies.open(bodyPlace, octets);
      let read = 0;
      for (let piece = await body.read(); piece !== null; piece = await body.read()) read += piece.length;
      body.close();
      assert.equal(read, octets, `${bodyPlace} is not whole`);
    }
    this.#sequence = rows.at(-1)?.sequence ?? this.#sequence;
    return rows.length;
  }

  /** Of each of the daemon's processes, by its place in the family; nothing where there is no /proc. */
  async #openSockets(): Promise<Map<string, number>> {
    const counts = new Map<string, number>();
    const pid = this.daemon.process.pid as number;
    for (const each of [pid, ...(await childrenOf(pid))]) {
      const links = await Promise.all(
        (await entriesOf(`/proc/${each}/fd`)).map((fd) => readlink(`/proc/${each}/fd/${fd}`).catch(() => "")),
      );
      counts.set(`${each}`, links.filter((link) => link.startsWith("socket:")).length);
    }
    return counts;
  }
}

async function eventuallyEqual(
  read: () => Promise<Map<string, number>>,
  wanted: Map<string, number>,
): Promise<Map<string, number>> {
  const isSo = async () => JSON.stringify([...(await read())]) === JSON.stringify([...wanted]);
  await eventually(isSo, settleMs).catch(() => {});
  return read();
}

/** All of the first account's maildrop as a client gets it. */
async function collect(daemon: RunningDaemon): Promise<string> {
  const client = await RawClient.connect(daemon.port("POP3"));
  const { name, password } = Besieged.account;
  client.write(
    `USER ${name}\r\nPASS ${password}\r\nUIDL\r\n${kept.map((_, at) => `RETR ${at + 1}\r\n`).join("")}QUIT\r\n`,
  );
  await client.ended();
  client.destroy();
  return client.received;
}

async function childrenOf(pid: number): Promise<number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, "utf8").catch(() => "");
  return text.split(" ").filter(Boolean).map(Number);
}

function entriesOf(directory: string): Promise<string[]> {
  return readdir(directory).catch(() => []);
}
