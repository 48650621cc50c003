import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { setAccountAccess } from "#server/account/set-account-access.ts";
import { setPasswordHash } from "#server/account/set-password-hash.ts";
import { createAppPassword } from "#server/app-password/create-app-password.ts";
import { readAppPasswords } from "#server/app-password/read.ts";
import { revokeAppPassword } from "#server/app-password/revoke-app-password.ts";
import { tester } from "#test/support/actor.ts";
import { type RunningDaemon, startDaemon } from "#test/support/daemon.ts";
import { engines } from "#test/support/databases.ts";
import { eventually } from "#test/support/eventually.ts";
import { freshInstallation, type Installation } from "#test/support/installation.ts";
import { PopClient } from "#test/support/pop-client.ts";
import { scramSignIn } from "#test/support/scram-client.ts";
import { vectors } from "../../server/credential/foreign/vectors.ts";

/** What an account may sign in with, at a daemon that is running. */
describe.each(engines)("credentials at a daemon on %s", (engine) => {
  let at: Installation;
  let daemon: RunningDaemon;
  beforeEach(async () => {
    at = await freshInstallation(engine);
    daemon = await startDaemon(at);
  });
  afterEach(async () => {
    await daemon?.stop();
    await at.close();
  });

  const passwordHash = async () =>
    (await at.store.db.account.findUniqueOrThrow({ where: { id: at.accountId } })).passwordHash;
  async function signIn(password: string): Promise<string> {
    const client = await PopClient.connectTls(daemon.port("POP3S"));
    await client.command(`USER ${at.address}`);
    const answer = await client.command(`PASS ${password}`);
    await client.quit();
    return answer;
  }

  test("the passwords of another server sign in, each becomes argon2id by it, and signs in again", async () => {
    const tools = ["SHA512-CRYPT", "MD5-CRYPT", "BLF-CRYPT", "SSHA512", "PBKDF2", "ARGON2I", "SCRAM-SHA-256"];
    for (const tool of tools) {
      const [, password = "", hash = ""] = vectors.find(([name]) => name === `doveadm pw -s ${tool}`) ?? [];
      await setPasswordHash(at.store, { id: at.accountId, hash }, tester);
      expect(await signIn(`not ${password}`)).toMatch(/^-ERR \[AUTH\]/);
      expect(await passwordHash()).toBe(hash);
      expect(await signIn(password)).toMatch(/^\+OK/);
      await eventually(async () => (await passwordHash()).startsWith("$argon2id$v=19$m=19456,"));
      expect(await signIn(password)).toMatch(/^\+OK/);
    }
  });

  const session = (endReason: string | null = "quit") =>
    eventually(() =>
      at.store.db.session.findFirst({
        where: { endReason, signedInAt: { not: null } },
        orderBy: { startedAt: "desc" },
      }),
    );

  test("an app password signs in by USER, PLAIN and SCRAM, its last use is seen, and revoking it ends its sessions alone", async () => {
    const made = await createAppPassword(at.store, { accountId: at.accountId, name: "Phone" }, tester);
    expect(await signIn(made.password)).toMatch(/^\+OK/);
    expect(await session()).toMatchObject({ appPasswordId: made.id, mechanism: "USER" });
    const [phone] = await eventually(async () => {
      const rows = await readAppPasswords(at.store, at.accountId);
      return rows[0]?.lastUsedAt ? rows : null;
    });
    expect(phone).toMatchObject({ lastUsedAddress: "127.0.0.1", isLive: true });

    const plain = await PopClient.connectTls(daemon.port("POP3S"));
    const initial = Buffer.from(`\0${at.address}\0${made.password}`).toString("base64");
    expect(await plain.command(`AUTH PLAIN ${initial}`)).toMatch(/^\+OK/);
    await plain.quit();
    const scram = await PopClient.connectTls(daemon.port("POP3S"));
    const outcome = await scramSignIn((line) => scram.command(line), { name: at.address, password: made.password });
    expect(outcome).toMatchObject({ answer: expect.stringMatching(/^\+OK/), serverIsKnown: true });
    await eventually(() =>
      at.store.db.session.findFirst({ where: { endedAt: null, appPasswordId: made.id, mechanism: "SCRAM-SHA-256" } }),
    );
    await revokeAppPassword(at.store, { id: made.id }, tester);
    await eventually(() => at.store.db.session.findFirst({ where: { endReason: "kicked", appPasswordId: made.id } }));
    expect(await signIn(made.password)).toMatch(/^-ERR \[AUTH\] the address or the password is wrong/);
    expect(await signIn(at.password)).toMatch(/^\+OK/);
    expect(
      await eventually(() => at.store.db.session.findFirst({ where: { appPasswordId: null, endReason: "quit" } })),
    ).toBeTruthy();
  });

  test("from a network that is not allowed the right password is told so, a wrong one is not; a change holds at once", async () => {
    const change = (allowedNetworks: string) =>
      setAccountAccess(at.store, { id: at.accountId, allowedNetworks, onlyAppPasswords: false }, tester);
    expect(await signIn(at.password)).toMatch(/^\+OK/);
    await change("10.0.0.0/8, 2001:db8::/32");
    expect(await signIn(at.password)).toMatch(
      /^-ERR \[AUTH\] signing in to this account is not allowed from your network/,
    );
    expect(await signIn("wrong")).toMatch(/^-ERR \[AUTH\] the address or the password is wrong/);
    const scram = await PopClient.connectTls(daemon.port("POP3S"));
    const outcome = await scramSignIn((line) => scram.command(line), { name: at.address, password: at.password });
    expect(outcome.answer).toMatch(/not allowed from your network/);
    scram.drop();
    await change("127.0.0.0/8, ::1");
    expect(await signIn(at.password)).toMatch(/^\+OK/);
    await setAccountAccess(at.store, { id: at.accountId, onlyAppPasswords: true }, tester);
    expect(await signIn(at.password)).toMatch(/^-ERR \[AUTH\] this account signs in with app passwords only/);
  });
});
