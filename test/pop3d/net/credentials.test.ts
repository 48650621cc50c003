import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { setPasswordHash } from "#server/account/set-password-hash.ts";
import { tester } from "#test/support/actor.ts";
import { type RunningDaemon, startDaemon } from "#test/support/daemon.ts";
import { engines } from "#test/support/databases.ts";
import { eventually } from "#test/support/eventually.ts";
import { freshInstallation, type Installation } from "#test/support/installation.ts";
import { PopClient } from "#test/support/pop-client.ts";
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
});
