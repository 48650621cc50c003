import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createAccount } from "#server/account/create-account.ts";
import { readAccount } from "#server/account/read.ts";
import { setPassword } from "#server/account/set-password.ts";
import { setPasswordHash } from "#server/account/set-password-hash.ts";
import { PasswordTurns } from "#server/credential/password-turns.ts";
import { SignIns } from "#server/credential/sign-in.ts";
import { createDomain } from "#server/domain/create-domain.ts";
import { tester } from "#test/support/actor.ts";
import { engines, freshStore, type TestStore } from "#test/support/databases.ts";
import { eventually } from "#test/support/eventually.ts";
import { cliJson, runCli } from "#test/support/run-cli.ts";
import { vectors } from "./vectors.ts";

const octets = (text: string) => Buffer.from(text, "utf8");
const own = /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/;
const password = "correct horse 9";
const hashBy = (tool: string) => vectors.find(([name]) => name === `doveadm pw -s ${tool}`)?.[2] ?? "";
const md5 = hashBy("MD5-CRYPT");

/** Counts what costs a password hash, and lets a test hold back what nobody waits for. */
class HeldTurns extends PasswordTurns {
  taken = 0;
  held: (() => Promise<void>)[] = [];

  override verify(passwordHash: string, given: Uint8Array): Promise<boolean> | null {
    this.taken += 1;
    return super.verify(passwordHash, given);
  }

  override afterwards(work: () => Promise<void>): boolean {
    this.held.push(work);
    return true;
  }
}

describe.each(engines)("an account that came with a hash, on %s", (engine) => {
  const address = "ann@example.org";
  let at: TestStore;
  let id: number;
  let turns: HeldTurns;
  let signIns: SignIns;
  beforeEach(async () => {
    at = await freshStore(engine);
    turns = new HeldTurns(2);
    signIns = new SignIns(at.store, () => ({ defaultDomain: null, offersScram: true }), turns);
    await createDomain(at.store, { name: "example.org" }, tester);
    ({ id } = await createAccount(at.store, { address, hash: md5 }, tester));
  });
  afterEach(() => at.close());

  const attempt = async (given: string) => {
    const answer = await signIns.signIn({ name: address, password: octets(given), remoteAddress: "192.0.2.1" });
    return "askAnew" in answer ? answer.askAnew() : answer;
  };
  const stored = () => at.store.db.account.findUniqueOrThrow({ where: { id } });
  const follow = async () => {
    for (const work of turns.held.splice(0)) await work();
  };

  test("signs in with the password it had, which is argon2id from then on, and SCRAM's as well", async () => {
    expect(await readAccount(at.store, id)).toMatchObject({ hasPassword: true, passwordScheme: "MD5-CRYPT" });
    expect(await attempt("wrong horse")).toMatchObject({ because: "wrong-password" });
    await follow();
    expect((await stored()).passwordHash).toBe(md5);
    const { passwordAt } = await stored();
    expect(await attempt(password)).toMatchObject({ accountId: id, address });
    expect((await stored()).passwordHash).toBe(md5);
    await follow();
    const after = await stored();
    expect(after.passwordHash).toMatch(own);
    expect(after.scramVerifier).not.toBeNull();
    expect(after.passwordAt).toEqual(passwordAt); // the password is the one it was
    expect(await readAccount(at.store, id)).toMatchObject({ passwordScheme: null });
    const { taken } = turns;
    expect(await attempt(password)).toMatchObject({ accountId: id }); // remembered with the new hash
    expect(turns.taken).toBe(taken);
    expect(await attempt("wrong horse")).toMatchObject({ because: "wrong-password" });
    const other = new SignIns(at.store, () => ({ defaultDomain: null, offersScram: false }));
    expect(await other.signIn({ name: address, password: octets(password), remoteAddress: "" })).toMatchObject({
      address,
    });
  });

  test("a password that was changed meanwhile is not undone by the upgrade", async () => {
    expect(await attempt(password)).toMatchObject({ accountId: id });
    await setPassword(at.store, { id, password: "river-otter-42" }, tester);
    const changed = (await stored()).passwordHash;
    await follow();
    expect((await stored()).passwordHash).toBe(changed);
    expect(await attempt(password)).toMatchObject({ because: "wrong-password" });
    expect(await attempt("river-otter-42")).toMatchObject({ accountId: id });
  });

  test("two sign-ins at once upgrade it once", async () => {
    await Promise.all([attempt(password), attempt(password)]);
    expect(turns.held.length).toBeGreaterThan(0);
    await Promise.all(turns.held.splice(0).map((work) => work()));
    expect((await stored()).passwordHash).toMatch(own);
    expect(await attempt(password)).toMatchObject({ accountId: id });
  });

  test("a password that is no UTF-8 stays in the form it came in", async () => {
    const { createHash } = await import("node:crypto");
    const latin1 = Buffer.from("grün und gut", "latin1");
    const hash = `{SHA}${createHash("sha1").update(latin1).digest("base64")}`;
    await setPasswordHash(at.store, { id, hash }, tester);
    const answer = await signIns.signIn({ name: address, password: latin1, remoteAddress: "192.0.2.1" });
    expect(answer).toMatchObject({ accountId: id });
    await follow();
    expect((await stored()).passwordHash).toBe(hash);
  });

  test("a wrong password costs at least what a name costs that nobody has", async () => {
    await setPasswordHash(at.store, { id, hash: hashBy("SHA") }, tester);
    const time = async (name: string) => {
      const startedAt = process.cpuUsage();
      for (let round = 0; round < 5; round += 1) {
        await signIns.signIn({ name, password: octets("wrong"), remoteAddress: "192.0.2.1" });
      }
      const { user, system } = process.cpuUsage(startedAt);
      return user + system;
    };
    const [foreign, unknown] = [await time(address), await time("nobody@example.org")];
    expect(foreign).toBeGreaterThan(unknown / 3);
    expect(foreign).toBeLessThan(unknown * 3);
  });

  test("what is damaged, too dear or in clear is refused at its field, and nothing changes", async () => {
    const { passwordHash } = await stored();
    for (const [hash, sentence] of [
      ["{SHA512-CRYPT}$6$salt$cut", /whole/],
      [`$2y$31$${"a".repeat(53)}`, /asks for/],
      ["{PLAIN}hunter2hunter2", /in clear/],
      ["", /Paste the hash/],
      ["{SSHA}a\nb", /one line/],
    ] as const) {
      await expect(setPasswordHash(at.store, { id, hash }, tester)).rejects.toMatchObject({
        code: "invalid",
        field: "hash",
        message: expect.stringMatching(sentence),
      });
    }
    expect((await stored()).passwordHash).toBe(passwordHash);
    await expect(
      createAccount(at.store, { address: "bo@example.org", hash: "nonsense" }, tester),
    ).rejects.toMatchObject({
      field: "hash",
    });
    await expect(
      createAccount(at.store, { address: "bo@example.org", hash: md5, password: "river-otter-42" }, tester),
    ).rejects.toMatchObject({ field: "hash" });
  });

  test("a password in clear is hashed at once where it is asked for", async () => {
    expect(await setPasswordHash(at.store, { id, hash: "{PLAIN}hunter2hunter2", takesPlain: true }, tester)).toEqual({
      scheme: null,
    });
    expect((await stored()).passwordHash).toMatch(own);
    expect(await attempt("hunter2hunter2")).toMatchObject({ accountId: id });
  });

  test("an argon2id of another cost is another server's, and becomes ours", async () => {
    const bare = hashBy("ARGON2ID").replace("{ARGON2ID}", "");
    expect(await setPasswordHash(at.store, { id, hash: bare }, tester)).toEqual({ scheme: "argon2id" });
    expect(await attempt(password)).toMatchObject({ accountId: id });
    await follow();
    expect((await stored()).passwordHash).toMatch(own);
  });

  test("the command line takes a hash from standard input, for a new account and an old one", async () => {
    const { variables } = at;
    await cliJson(variables, ["account", "create", "bo@example.org", "--hash"], { stdin: `${hashBy("SSHA512")}\n` });
    expect(
      await signIns.signIn({ name: "bo@example.org", password: octets(password), remoteAddress: "" }),
    ).toMatchObject({
      address: "bo@example.org",
    });
    const hash = hashBy("SHA512-CRYPT");
    expect(await cliJson(variables, ["account", "password", address, "--hash"], { stdin: `${hash}\n` })).toEqual({
      address,
      scheme: "SHA512-CRYPT",
    });
    const shown = await runCli(variables, ["account", "show", address]);
    expect(shown.stdout).toMatch(/password kept as +SHA512-CRYPT, until the next sign-in/);
    const refused = await runCli(variables, ["account", "password", address, "--hash"], {
      stdin: "{PLAIN}hunter2hunter2\n",
    });
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining("in clear") });
    const plain = await runCli(variables, ["account", "password", address, "--hash", "--plain"], {
      stdin: "{PLAIN}hunter2hunter2\n",
    });
    expect(plain).toMatchObject({ code: 0 });
    expect((await runCli(variables, ["account", "password", address, "--plain"], { stdin: "x" })).code).toBe(2);
    await eventually(async () => own.test((await stored()).passwordHash));
    const audit = await at.store.db.auditEntry.findMany({ where: { action: "account.set-password-hash" } });
    expect(audit.map(({ after }) => after)).toEqual(['{"scheme":"SHA512-CRYPT"}', '{"scheme":"argon2id"}']);
    expect(JSON.stringify(audit)).not.toContain("$6$");
  });
});
