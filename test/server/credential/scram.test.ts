import { createHash, createHmac, pbkdf2Sync } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createAccount } from "#server/account/create-account.ts";
import { deleteAccount } from "#server/account/delete-account.ts";
import { setAccountSwitches } from "#server/account/set-account-switches.ts";
import { setPassword } from "#server/account/set-password.ts";
import { hashPassword } from "#server/credential/password.ts";
import { beginScram } from "#server/credential/scram/begin-scram.ts";
import { preparePassword } from "#server/credential/scram/prepare-password.ts";
import { prove } from "#server/credential/scram/prove.ts";
import { rememberScramVerifier } from "#server/credential/scram/remember-verifier.ts";
import { SignIns } from "#server/credential/sign-in.ts";
import { createDomain } from "#server/domain/create-domain.ts";
import { changeSettings } from "#server/setting/change-settings.ts";
import { defaultSettings } from "#server/setting/schema.ts";
import { tester } from "#test/support/actor.ts";
import { engines, freshStore, type TestStore } from "#test/support/databases.ts";
import { eventually } from "#test/support/eventually.ts";

const octets = (text: string) => Buffer.from(text, "utf8");
const hmac = (key: Uint8Array, text: string) => createHmac("sha256", key).update(text).digest();

/** What a client makes of a password: its proof over a message, and the signature it waits for. */
function clientSide(password: string, salt: Uint8Array, iterations: number, message: string) {
  const salted = pbkdf2Sync(password, salt, iterations, 32, "sha256");
  const clientKey = hmac(salted, "Client Key");
  const storedKey = createHash("sha256").update(clientKey).digest();
  const mask = hmac(storedKey, message);
  const serverKey = hmac(salted, "Server Key");
  return {
    storedKey,
    serverKey,
    proof: clientKey.map((octet, at) => octet ^ (mask[at] as number)),
    signature: hmac(serverKey, message),
  };
}

test("the example of RFC 7677 §3 comes out as printed there", () => {
  const salt = Buffer.from("W22ZaJ0SNY7soEsUEjb6gQ==", "base64");
  const nonce = "rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
  const message = `n=user,r=rOprNGfwEbeRWgbNEkqO,r=${nonce},s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,c=biws,r=${nonce}`;
  const { storedKey, serverKey } = clientSide("pencil", salt, 4096, message);
  const proof = Buffer.from("dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=", "base64");
  const { fits, signature } = prove({ salt, iterations: 4096, storedKey, serverKey }, octets(message), proof);
  expect(fits).toBe(true);
  expect(Buffer.from(signature).toString("base64")).toBe("6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
  for (const other of [new Uint8Array(32), proof.subarray(1), Buffer.concat([proof, octets("x")]), new Uint8Array()]) {
    expect(prove({ salt, iterations: 4096, storedKey, serverKey }, octets(message), other).fits).toBe(false);
  }
});

test.each<[string, string | null]>([
  ["I\u00adX", "IX"],
  ["user", "user"],
  ["\u00aa", "a"],
  ["\u2168", "IX"],
  ["gru\u0308n\u00a0", "grün "],
  ["\u0007", null],
  ["\u0627\u0031", null],
  ["\u00ad", null],
])("SASLprep makes %j %j (RFC 4013 §3)", async (password, prepared) => {
  const made = await preparePassword(octets(password));
  expect(made && Buffer.from(made).toString()).toBe(prepared);
});

test("a password that is no UTF-8 has no verifier", async () => {
  expect(await preparePassword(Uint8Array.of(0x61, 0xff))).toBeNull();
});

describe.each(engines)("SCRAM verifiers on %s", (engine) => {
  const address = "ann@example.org";
  let at: TestStore;
  let id: number;
  beforeEach(async () => {
    at = await freshStore(engine);
    await createDomain(at.store, { name: "example.org" }, tester);
    ({ id } = await createAccount(at.store, { address, password: "river-otter-42" }, tester));
  });
  afterEach(() => at.close());

  async function attempt(name: string, password: string) {
    const { salt, iterations, nonce, prove } = await beginScram(
      at.store,
      { name, remoteAddress: "192.0.2.1" },
      defaultSettings,
    );
    expect(salt.length).toBe(16);
    expect(iterations).toBe(20_000);
    expect(nonce).toMatch(/^[A-Za-z0-9+/]{24}$/);
    const { proof, signature } = clientSide(password, salt, iterations, "message");
    return { salt: Buffer.from(salt).toString("hex"), signature, answer: prove(octets("message"), proof) };
  }

  const verifier = async () =>
    (await at.store.db.account.findUniqueOrThrow({ where: { id }, select: { scramVerifier: true } })).scramVerifier;

  test("come with a new account and with a new password, and are sealed", async () => {
    expect(await attempt("ANN@example.org", "river-otter-42")).toMatchObject({ answer: { accountId: id, address } });
    await setPassword(at.store, { id, password: "gru\u0308ne Wiese 7" }, tester);
    const { answer, signature } = await attempt(address, "grüne Wiese 7");
    expect(answer).toMatchObject({ accountId: id, address });
    expect("signature" in answer && Buffer.from(answer.signature).equals(signature)).toBe(true);
    expect((await attempt(address, "river-otter-42")).answer).toMatchObject({ because: "wrong-password" });
    expect(Buffer.from((await verifier()) ?? []).toString()).toMatch(/^v1\.[\w-]+$/);
  });

  test("that nobody has look like those that somebody has, before and after a change of password", async () => {
    const first = await attempt("nobody@example.org", "x");
    expect(first.answer).toMatchObject({ refused: "credentials", because: "unknown-account" });
    expect((await attempt("NOBODY@example.org", "x")).salt).toBe(first.salt);
    const own = await attempt(address, "x");
    expect(own.answer).toMatchObject({ refused: "credentials", because: "wrong-password" });
    expect(own.salt).not.toBe(first.salt);
    await setPassword(at.store, { id, password: "another one 11" }, tester);
    expect((await attempt(address, "x")).salt).toBe(own.salt);
    await deleteAccount(at.store, { id }, tester);
    const gone = await attempt(address, "another one 11");
    expect(gone.salt).toBe(own.salt);
    expect(gone.answer).toMatchObject({ because: "unknown-account" });
  });

  test("let nobody in who is switched off, and say so only to who knows the password", async () => {
    await setAccountSwitches(at.store, { id, canReceive: true, canSignIn: false }, tester);
    expect((await attempt(address, "river-otter-42")).answer).toMatchObject({ refused: "disabled" });
    expect((await attempt(address, "x")).answer).toMatchObject({ refused: "credentials" });
  });

  test("come back behind a sign-in in clear, and only while SCRAM is offered", async () => {
    const passwordHash = await hashPassword("river-otter-42");
    await at.store.db.account.update({ where: { id }, data: { scramVerifier: null, passwordHash } });
    expect((await attempt(address, "river-otter-42")).answer).toMatchObject({ because: "no-password" });
    let offersScram = false;
    const signIns = new SignIns(at.store, () => ({ defaultDomain: null, offersScram }));
    const inClear = { name: address, password: octets("river-otter-42"), remoteAddress: "192.0.2.1" };
    expect(await signIns.signIn(inClear)).toMatchObject({ accountId: id, address });
    offersScram = true;
    expect(await new SignIns(at.store, () => ({ defaultDomain: null, offersScram })).signIn(inClear)).toMatchObject({
      address,
    });
    await eventually(async () => (await verifier()) !== null);
    expect((await attempt(address, "river-otter-42")).answer).toMatchObject({ accountId: id });
  });

  test("of a password that was changed in the meantime are not kept", async () => {
    await at.store.db.account.update({ where: { id }, data: { scramVerifier: null } });
    await rememberScramVerifier(at.store, { id, address, passwordHash: "another" }, octets("river-otter-42"));
    expect(await verifier()).toBeNull();
  });

  test("go when SCRAM is switched off, and are not made until it is on again", async () => {
    await changeSettings(at.store, { offersScram: false }, tester);
    expect(await verifier()).toBeNull();
    await setPassword(at.store, { id, password: "another one 11" }, tester);
    expect(await verifier()).toBeNull();
    await changeSettings(at.store, { offersScram: true }, tester);
    await setPassword(at.store, { id, password: "one more of 12" }, tester);
    expect(await verifier()).not.toBeNull();
  });
});
