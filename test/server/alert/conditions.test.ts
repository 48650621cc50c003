import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createAccount } from "#server/account/create-account.ts";
import type { Look } from "#server/alert/conditions/condition.ts";
import { conditions } from "#server/alert/conditions/index.ts";
import { usualRule } from "#server/alert/rules.ts";
import { type ConditionName, conditionNames } from "#server/alert/schema.ts";
import { watchDisk } from "#server/alert/watch-disk.ts";
import { createDomain } from "#server/domain/create-domain.ts";
import { createListener } from "#server/listener/create-listener.ts";
import { heartbeat } from "#server/node/heartbeat.ts";
import { nodeIdOf } from "#server/node/node-id.ts";
import { startNode, stopNode } from "#server/node/start-node.ts";
import { closeStore, openStore, type Store } from "#server/store.ts";
import { tester } from "#test/support/actor.ts";
import { engines, freshData, type TestData } from "#test/support/databases.ts";
import { HandClock } from "#test/support/hand-clock.ts";

interface Bench {
  readonly store: Store;
  readonly clock: HandClock;
  readonly domainId: number;
  readonly accountId: number;
  /** The daemon of this data directory, heard from now. */
  beat(): Promise<string>;
}

interface Case {
  /** Makes it so; gives what the sentence must hold. */
  readonly wrong: (bench: Bench) => Promise<RegExp>;
  readonly right: (bench: Bench) => Promise<unknown>;
}

const minuteMs = 60_000;
const node = { hostname: "one.example.org", version: "0", pid: process.pid };

const failure = (bench: Bench, reason: string, count: number, address = "ann@example.org") => {
  const at = bench.clock.now();
  const hourAt = new Date(Math.floor(at.getTime() / 3_600_000) * 3_600_000);
  const key = { hourAt, address, remoteAddress: "192.0.2.1", listenerId: 0, tlsVersion: "", mechanism: "USER", reason };
  return bench.store.db.signInFailure.create({
    data: { ...key, network: "192.0.2.1/32", count, firstAt: at, lastAt: at },
  });
};

/** A condition without a test does not compile. */
const cases: Readonly<Record<ConditionName, Case>> = {
  "daemon-gone": {
    wrong: async (bench) => {
      await bench.beat();
      bench.clock.pass(10_000);
      return /The daemon has not been heard from since 2026-11-21 12:00:00 UTC/;
    },
    right: (bench) => bench.beat(),
  },
  "listener-not-open": {
    wrong: async (bench) => {
      const nodeId = await bench.beat();
      const { id } = await createListener(
        bench.store,
        { name: "Extra", kind: "pop3", address: "127.0.0.1", port: 1_110, tls: "none" },
        tester,
      );
      const now = bench.clock.now();
      const errorText = "Port 1110 is taken by another program.";
      const fact = { state: "failed", errorCode: "EADDRINUSE", errorText, observedGeneration: 1, sinceAt: now };
      await bench.store.db.listenerStatus.create({ data: { listenerId: id, nodeId, ...fact } });
      return /Extra is switched on and not open: Port 1110 is taken by another program\./;
    },
    right: ({ store }) => store.db.listenerStatus.updateMany({ data: { state: "bound", errorText: null } }),
  },
  "certificate-expiry": {
    wrong: async ({ store, clock }) => {
      const now = clock.now();
      const notAfterAt = new Date("2026-11-25T00:00:00Z");
      await store.db.certificateAlert.create({
        data: { fingerprint: "AA", names: "mail.example.org", notAfterAt, thresholdDays: 7, raisedAt: now },
      });
      return /The certificate for mail\.example\.org ends on 2026-11-25, in less than 7 days\. Renew it\./;
    },
    right: ({ store, clock }) => store.db.certificateAlert.updateMany({ data: { resolvedAt: clock.now() } }),
  },
  "certificate-differs": {
    wrong: async (bench) => {
      const nodeId = await bench.beat();
      const { id } = await createListener(
        bench.store,
        { name: "Extra", kind: "pop3", address: "127.0.0.1", port: 1_995, tls: "implicit" },
        tester,
      );
      const now = bench.clock.now();
      await bench.store.db.servedCertificate.create({
        data: {
          listenerId: id,
          nodeId,
          serverName: "mail.example.org",
          fingerprint: "BB",
          probedAt: now,
          sinceAt: now,
        },
      });
      return /On Extra \(port 1995\) a client that asks for mail\.example\.org is shown another one/;
    },
    right: ({ store }) => store.db.servedCertificate.deleteMany(),
  },
  "disk-space": {
    wrong: async ({ store }) => {
      await watchDisk(store);
      await store.db.nodeDisk.updateMany({ data: { freeOctets: 2_000_000_000n, totalOctets: 100_000_000_000n } });
      return /Only 2000 MB \(2\.0 %\) are free in /;
    },
    right: ({ store }) =>
      store.db.nodeDisk.updateMany({
        data: { freeOctets: 50_000_000_000n, totalOctets: 100_000_000_000n, freeInodes: 0n, totalInodes: 0n },
      }),
  },
  "failed-sign-ins": {
    wrong: async (bench) => {
      await looked(bench, "failed-sign-ins");
      bench.clock.pass(4 * minuteMs);
      await failure(bench, "wrong-password", 700);
      await failure(bench, "in-use", 5_000);
      return /^140 sign-ins a minute were refused in the last 5 minutes/;
    },
    right: async (bench) => {
      bench.clock.pass(2 * minuteMs);
      await looked(bench, "failed-sign-ins");
      bench.clock.pass(6 * minuteMs);
    },
  },
  "stale-locks": {
    wrong: async ({ store, accountId, clock }) => {
      await store.db.maildropLock.create({
        data: { accountId, sessionId: "s", incarnationId: "gone", acquiredAt: clock.now() },
      });
      return /A stale lock keeps an account out/;
    },
    right: ({ store }) => store.db.maildropLock.deleteMany(),
  },
  quota: {
    wrong: async ({ store, accountId, clock }) => {
      const crossing = { accountId, measure: "octets", used: 99n, quota: 100n, at: clock.now() };
      await store.db.quotaAlert.createMany({
        data: [80, 95].map((threshold) => ({ ...crossing, threshold, isHighest: threshold === 95 })),
      });
      return /ann@example\.org has filled 95 % of its quota/;
    },
    right: ({ store, clock }) => store.db.quotaAlert.updateMany({ data: { endedAt: clock.now() } }),
  },
  "retention-run": {
    wrong: async ({ store, clock }) => {
      await store.db.retentionRun.create({
        data: { cause: "schedule", state: "asking", question: "90 % of all mail?", createdAt: clock.now() },
      });
      return /waits for an answer before it removes mail: 90 % of all mail\?/;
    },
    right: ({ store, clock }) => store.db.retentionRun.updateMany({ data: { state: "done", endedAt: clock.now() } }),
  },
  "body-damage": {
    wrong: async ({ store, accountId }) => {
      await store.db.bodyDamage.create({ data: { accountId, sequence: 1, place: "x", problem: "gone" } });
      return /A message cannot be read/;
    },
    right: ({ store }) => store.db.bodyDamage.deleteMany(),
  },
  "watched-maildir": {
    wrong: async ({ store, accountId }) => {
      await store.db.watchedMaildir.create({ data: { path: "/srv/a", accountId, errorText: "EACCES." } });
      return /Mail for ann@example\.org in \/srv\/a cannot be taken in: EACCES\./;
    },
    right: ({ store }) => store.db.watchedMaildir.updateMany({ data: { errorText: null } }),
  },
  "directory-away": {
    wrong: async (bench) => {
      const { store, domainId } = bench;
      await store.db.passwordSource.create({ data: { domainId, kind: "ldap", settings: "{}", version: "1" } });
      await failure(bench, "source-away", 4);
      return /The directory of example\.org cannot be asked: 4 sign-ins/;
    },
    right: ({ clock }) => Promise.resolve(clock.pass(11 * minuteMs)),
  },
  backlog: {
    wrong: async ({ store, accountId, clock }) => {
      const removal = { accountId, cause: "session", sequences: Buffer.from([]), messageCount: 1, octets: 1n };
      await store.db.removal.create({ data: { ...removal, committedAt: clock.now() } });
      clock.pass(31 * minuteMs);
      return /One removal is still to be carried out on the disk after 30 minutes/;
    },
    right: ({ store, clock }) => store.db.removal.updateMany({ data: { finishedAt: clock.now() } }),
  },
  diagnostics: {
    wrong: async ({ store, clock }) => {
      const task = { kind: "diagnostic", title: "t", input: "{}", actorKind: "administrator", actorName: "x" };
      await store.db.task.create({
        data: { ...task, state: "failed", errorText: "The daemon did not answer.", createdAt: clock.now() },
      });
      return /The last run of the diagnostics came to no end: The daemon did not answer\./;
    },
    right: ({ store }) => store.db.task.deleteMany(),
  },
  "channel-failing": {
    wrong: async ({ store, clock }) => {
      const { id } = await store.db.alertChannel.create({
        data: { name: "desk", kind: "webhook", settings: "{}", createdAt: clock.now() },
      });
      await store.db.alertMessage.create({
        data: {
          channelId: id,
          state: "waiting",
          attemptCount: 4,
          answer: "nothing listens there",
          createdAt: clock.now(),
          nextAt: clock.now(),
        },
      });
      clock.pass(11 * minuteMs);
      return /desk has taken nothing for 10 minutes: nothing listens there/;
    },
    right: ({ store }) => store.db.alertMessage.updateMany({ data: { state: "sent" } }),
  },
};

/** What conditions remember, by bench. */
const memories = new WeakMap<Store, Map<ConditionName, unknown>>();

async function looked({ store }: Bench, name: ConditionName): Promise<Exclude<Look, "unknown">["found"]> {
  const memory = memories.get(store) ?? new Map<ConditionName, unknown>();
  memories.set(store, memory);
  const look = await conditions[name].look(store, usualRule(name).thresholds, memory.get(name) ?? null);
  if (look === "unknown") return [];
  memory.set(name, JSON.parse(JSON.stringify(look.memory ?? null)));
  return look.found;
}

describe.each(engines)("conditions on %s", (engine) => {
  let data: TestData;
  let bench: Bench;

  beforeEach(async () => {
    data = await freshData(engine);
    const clock = new HandClock();
    const store = await openStore(data.environment, clock);
    const { id: domainId } = await createDomain(store, { name: "example.org" }, tester);
    const { id: accountId } = await createAccount(store, { address: "ann@example.org" }, tester);
    const beat = async () => {
      const nodeId = nodeIdOf(store.environment);
      const known = await store.db.node.findUnique({ where: { id: nodeId }, select: { id: true } });
      if (known === null) await startNode(store, node);
      await heartbeat(store, { nodeId, incarnationIds: [], observedGeneration: 1, observedRequest: 0 });
      return nodeId;
    };
    bench = { store, clock, domainId, accountId, beat };
  });
  afterEach(async () => {
    await closeStore(bench.store);
    await data.remove();
  });

  it.each(conditionNames)("%s: nothing, then what is wrong, then nothing", async (name) => {
    expect(await looked(bench, name)).toEqual([]);
    const sentence = await cases[name].wrong(bench);
    const [found, ...others] = await looked(bench, name);
    expect(found?.text).toMatch(sentence);
    expect(found?.href).toMatch(/^\//);
    expect(others).toEqual([]);
    await cases[name].right(bench);
    expect(await looked(bench, name)).toEqual([]);
  });

  it("a node that was stopped is missed only where nobody else serves; one that was lost, for a while", async () => {
    const nodeId = await bench.beat();
    const { store, clock } = bench;
    await stopNode(store, nodeId);
    expect((await looked(bench, "daemon-gone"))[0]?.text).toMatch(/The daemon was stopped at /);
    const other = { id: "other", hostname: "two.example.org", version: "0", pid: 1, startedAt: clock.now() };
    await store.db.node.create({ data: { ...other, seenAt: clock.now() } });
    expect(await looked(bench, "daemon-gone")).toEqual([]);
    await store.db.node.update({ where: { id: nodeId }, data: { stoppedAt: null } });
    clock.pass(60_000);
    await store.db.node.update({ where: { id: "other" }, data: { heartbeat: 7, seenAt: clock.now() } });
    expect((await looked(bench, "daemon-gone"))[0]?.text).toMatch(/The daemon on one\.example\.org has not been heard/);
    clock.pass(15 * 24 * 60 * minuteMs);
    await store.db.node.update({ where: { id: "other" }, data: { heartbeat: 8, seenAt: clock.now() } });
    expect(await looked(bench, "daemon-gone")).toEqual([]);
  });

  it("what only a daemon can know is unknown while it is gone", async () => {
    const { store } = bench;
    for (const name of ["listener-not-open", "certificate-differs"] as const) {
      expect(await conditions[name].look(store, usualRule(name).thresholds, null)).toBe("unknown");
    }
  });

  it("of many accounts the first hundred are told one by one, the others as a number", async () => {
    const { store, domainId, clock } = bench;
    const names = Array.from({ length: 130 }, (_, at) => `n${at}@example.org`);
    await store.db.account.createMany({
      data: names.map((address) => ({ address, localPart: address.split("@")[0] ?? "", domainId })),
    });
    const accounts = await store.db.account.findMany({ where: { address: { in: names } }, select: { id: true } });
    await store.db.quotaAlert.createMany({
      data: accounts.map(({ id }) => ({
        accountId: id,
        threshold: 100,
        isHighest: true,
        measure: "octets",
        used: 1n,
        quota: 1n,
        at: clock.now(),
      })),
    });
    const found = await looked(bench, "quota");
    expect(found).toHaveLength(101);
    expect(found.at(-1)).toMatchObject({ subject: "others", text: "30 more accounts are near or at their quota." });
  });
});
