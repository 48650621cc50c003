import { existsSync } from "node:fs";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createAccount } from "#server/account/create-account.ts";
import { setAccountSwitches } from "#server/account/set-account-switches.ts";
import { createAppPassword } from "#server/app-password/create-app-password.ts";
import { createDomain } from "#server/domain/create-domain.ts";
import type { SourceChange } from "#server/password-source/schema.ts";
import { setPasswordSource } from "#server/password-source/set-password-source.ts";
import { tester } from "#test/support/actor.ts";
import { type RunningDaemon, startDaemon } from "#test/support/daemon.ts";
import { engines } from "#test/support/databases.ts";
import { eventually } from "#test/support/eventually.ts";
import { freshInstallation, type Installation } from "#test/support/installation.ts";
import { PopClient } from "#test/support/pop-client.ts";
import { scramSignIn } from "#test/support/scram-client.ts";
import { Slapd, searcher, slapdPath, suffix } from "#test/support/slapd.ts";

const inDirectory = "the directory's password";

/** A daemon whose domain has its passwords in a directory. */
describe.skipIf(!existsSync(slapdPath)).each(engines)("passwords in a directory, at a daemon on %s", (engine) => {
  let slapd: Slapd;
  let at: Installation;
  let daemon: RunningDaemon;
  let domainId: number;
  beforeAll(async () => {
    slapd = await (await Slapd.start()).withPeople([
      { uid: "ann", mail: "ann@example.org", password: inDirectory },
      { uid: "eve", mail: "eve@example.org", password: inDirectory },
    ]);
  }, 60_000);
  afterAll(() => slapd?.remove());
  beforeEach(async () => {
    at = await freshInstallation(engine);
    daemon = await startDaemon(at);
    domainId = (await at.store.db.domain.findFirstOrThrow({ where: { name: "example.org" } })).id;
  });
  afterEach(async () => {
    await daemon?.stop();
    await at.close();
  });

  const use = (change: Record<string, unknown> = {}) =>
    setPasswordSource(
      at.store,
      {
        id: domainId,
        kind: "ldap",
        servers: `localhost:${slapd.tlsPort}`,
        tls: "implicit",
        caPem: slapd.authority.rootPem,
        mode: "search",
        bindDn: searcher.dn,
        bindPassword: searcher.password,
        base: suffix,
        filter: "(mail=%u)",
        timeoutSeconds: 2,
        ...change,
      } as SourceChange,
      tester,
    );
  async function signIn(password: string, name = at.address): Promise<string> {
    const client = await PopClient.connectTls(daemon.port("POP3S"));
    await client.command(`USER ${name}`);
    const answer = await client.command(`PASS ${password}`);
    await client.quit();
    return answer;
  }
  const reasons = async () =>
    (await at.store.db.signInFailure.findMany({ select: { reason: true } })).map(({ reason }) => reason);

  test("from its commit on the directory's password signs in and the database's does not, and back again", async () => {
    expect(await signIn(at.password)).toMatch(/^\+OK/); // and is remembered
    await use();
    expect(await signIn(at.password)).toMatch(/^-ERR \[AUTH\]/);
    expect(await signIn(inDirectory)).toMatch(/^\+OK/);
    expect(await signIn(inDirectory)).toMatch(/^\+OK/);
    await eventually(async () => (await reasons()).includes("wrong-password"));
    await setPasswordSource(at.store, { id: domainId, kind: "database" }, tester);
    expect(await signIn(inDirectory)).toMatch(/^-ERR \[AUTH\]/);
    expect(await signIn(at.password)).toMatch(/^\+OK/);
  });

  test("app passwords go on, an account must be here, and its switches hold", async () => {
    const made = await createAppPassword(at.store, { accountId: at.accountId, name: "Phone" }, tester);
    await use();
    expect(await signIn(made.password)).toMatch(/^\+OK/);
    expect(await signIn(inDirectory, "eve@example.org")).toMatch(/^-ERR \[AUTH\]/);
    const eve = await createAccount(at.store, { address: "eve@example.org" }, tester);
    expect(await signIn(inDirectory, "eve@example.org")).toMatch(/^\+OK/);
    await setAccountSwitches(at.store, { id: eve.id, canSignIn: false }, tester);
    expect(await signIn(inDirectory, "eve@example.org")).toMatch(/^-ERR \[AUTH\].*switched off/);
    await eventually(async () => {
      const found = await reasons();
      return found.includes("unknown-account") && found.includes("sign-in-off");
    });
  });

  test("a directory that is away is no wrong password, for an account as for nobody, and is asked again when it is back", async () => {
    await use();
    expect(await signIn(inDirectory)).toMatch(/^\+OK/);
    await slapd.stop();
    try {
      for (let round = 0; round < 8; round += 1) {
        expect(await signIn(inDirectory)).toMatch(/^-ERR \[SYS\/TEMP\] what knows your password cannot be asked/);
      }
      expect(await signIn("anything", "nobody@example.org")).toMatch(/^-ERR \[SYS\/TEMP\]/);
    } finally {
      await slapd.run();
    }
    expect(await signIn(inDirectory)).toMatch(/^\+OK/);
    await eventually(async () => (await reasons()).includes("source-away"));
    expect(await reasons()).not.toContain("wrong-password");
    // Told to the log once, not for each.
    const told = daemon.said().split("\n");
    expect(told.filter((line) => /cannot be reached|does not answer/.test(line))).toHaveLength(1);
  });

  test("what was right is asked about again unless the source says how long it may be remembered, and no longer after a change", async () => {
    await use({ rememberMinutes: 5 });
    expect(await signIn(inDirectory)).toMatch(/^\+OK/);
    await slapd.stop();
    try {
      expect(await signIn(inDirectory)).toMatch(/^\+OK/);
      expect(await signIn("another")).toMatch(/^-ERR \[SYS\/TEMP\]/);
      await use({ rememberMinutes: 6 });
      expect(await signIn(inDirectory)).toMatch(/^-ERR \[SYS\/TEMP\]/);
    } finally {
      await slapd.run();
    }
  });

  test("SCRAM is not offered where every domain has a directory, and no password of the database passes by it", async () => {
    expect(await signIn(at.password)).toMatch(/^\+OK/);
    await eventually(async () =>
      at.store.db.account.findFirst({ where: { id: at.accountId, scramVerifier: { not: null } } }),
    );
    const capabilities = async () => {
      const client = await PopClient.connectTls(daemon.port("POP3S"));
      const { content } = await client.listing("CAPA");
      await client.quit();
      return content;
    };
    const scram = async (password: string) => {
      const client = await PopClient.connectTls(daemon.port("POP3S"));
      const { answer } = await scramSignIn((line) => client.command(line), { name: at.address, password });
      await client.quit();
      return answer;
    };
    expect(await scram(at.password)).toMatch(/^\+OK/);
    await use();
    await eventually(async () => !(await capabilities()).includes("SCRAM"));
    expect(await capabilities()).toMatch(/PLAIN/);
    await createDomain(at.store, { name: "example.net" }, tester);
    await eventually(async () => (await capabilities()).includes("SCRAM"));
    expect(await scram(at.password)).toMatch(/^-ERR \[AUTH\]/);
    expect(await scram(inDirectory)).toMatch(/^-ERR \[AUTH\]/);
    const made = await createAppPassword(at.store, { accountId: at.accountId, name: "Phone" }, tester);
    expect(await scram(made.password)).toMatch(/^\+OK/);
    await eventually(async () => (await reasons()).includes("scram-with-source"));
  });
});
