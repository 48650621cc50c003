import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createAlias, deleteAlias } from "#server/account/alias.ts";
import { createAccount } from "#server/account/create-account.ts";
import { deleteAccount } from "#server/account/delete-account.ts";
import { purgeDeletedAccounts } from "#server/account/purge-deleted-accounts.ts";
import { readAccount, readAccounts } from "#server/account/read.ts";
import { type AccountList, accountList } from "#server/account/schema.ts";
import { removeForGood } from "#server/account/remove-for-good.ts";
import { setAccountSwitches } from "#server/account/set-account-switches.ts";
import { setPassword } from "#server/account/set-password.ts";
import { updateAccount } from "#server/account/update-account.ts";
import { verifyAudit } from "#server/audit/verify-audit.ts";
import { readControl } from "#server/control/read-control.ts";
import { SignIns } from "#server/credential/sign-in.ts";
import { createDomain } from "#server/domain/create-domain.ts";
import { deleteDomain } from "#server/domain/delete-domain.ts";
import { readOpenRequests } from "#server/request/answer-request.ts";
import { defaultSettings } from "#server/setting/schema.ts";
import { tester } from "#test/support/actor.ts";
import { engines, freshStore, type TestStore } from "#test/support/databases.ts";

const password = "river-otter-42";
const list = (given: Partial<AccountList> = {}) => accountList.parse(given);

describe.each(engines)("accounts on %s", (engine) => {
  let at: TestStore;
  let domainId: number;
  beforeEach(async () => {
    at = await freshStore(engine);
    ({ id: domainId } = await createDomain(at.store, { name: "Example.org" }, tester));
  });
  afterEach(() => at.close());

  const create = (address: string, more: object = {}) =>
    createAccount(at.store, { address, password, ...more }, tester);
  const tryToSignIn = (name: string) =>
    new SignIns(at.store, () => defaultSettings).signIn({
      name,
      password: Buffer.from(password),
      remoteAddress: "192.0.2.1",
    });

  test("a new account shows what was asked for, and is audited without its password", async () => {
    const { id, address } = await create("Ann@EXAMPLE.org", {
      displayName: "Ann",
      quotaOctets: "1.5 GB",
      quotaMessages: "",
    });
    expect(address).toBe("ann@example.org");
    expect(await readAccount(at.store, id)).toMatchObject({
      address,
      displayName: "Ann",
      quotaOctets: 1_500_000_000,
      quotaMessages: null,
      hasPassword: true,
      canReceive: true,
      canSignIn: true,
      messageCount: 0,
      octets: 0,
      domainName: "example.org",
      aliases: [],
      liveSessionCount: 0,
      lastSignIns: [],
    });
    const entry = await at.store.db.auditEntry.findFirstOrThrow({ where: { action: "account.create" } });
    expect(JSON.stringify({ ...entry })).not.toContain(password);
    expect(entry).toMatchObject({ object: address, actorName: tester.name, remoteAddress: tester.remoteAddress });
  });

  test("of many who claim one address at the same time, as account or alias, one gets it", async () => {
    const { id } = await create("bob@example.org");
    const claims = await Promise.allSettled([
      ...Array.from({ length: 4 }, () => create("ann@example.org")),
      ...Array.from({ length: 4 }, () => createAlias(at.store, { accountId: id, address: "ANN@example.org" }, tester)),
    ]);
    const refused = claims.filter((claim) => claim.status === "rejected");
    expect(refused).toHaveLength(7);
    for (const { reason } of refused) expect(reason).toMatchObject({ code: "already-exists", field: "address" });
    expect(await verifyAudit(at.store)).toMatchObject({ isIntact: true, entryCount: 3 });
  });

  test("an address outside our domains is refused at its field", async () => {
    await expect(create("ann@elsewhere.example")).rejects.toMatchObject({ code: "invalid", field: "address" });
  });

  test.each([
    [{ quotaOctets: "many" }, "quotaOctets", /500 MB or 2 GB/],
    [{ quotaOctets: "-1 GB" }, "quotaOctets", /500 MB or 2 GB/],
    [{ quotaMessages: "1.5" }, "quotaMessages", /whole number/],
    [{ displayName: "Ann\nBcc: x" }, "displayName", /line breaks/],
    [{ password: "2short" }, "password", /at least 8/],
  ])("%j is refused at its field", async (given, field, message) => {
    await expect(create("ann@example.org", given)).rejects.toMatchObject({
      code: "invalid",
      field,
      message: expect.stringMatching(message),
    });
  });

  test.each([
    ["short", "short1"],
    ["the address", "ann@example.org"],
    ["everyone's first guess", "Password123"],
    ["one character again and again", "aaaaaaaaaaaa"],
  ])("a password that is %s is refused", async (_what, weak) => {
    await expect(create("ann@example.org", { password: weak })).rejects.toThrow(/password/i);
    expect((await readAccounts(at.store, list())).total).toBe(0);
  });

  test("an account without a password lets nobody in, and a new password does", async () => {
    const { id, address } = await create("ann@example.org", { password: null });
    expect(await tryToSignIn(address)).toEqual({ refused: "credentials", because: "no-password", accountId: id });
    await setPassword(at.store, { id, password }, tester);
    expect(await tryToSignIn(address)).toMatchObject({ accountId: id, address });
  });

  test("an update changes what it names and leaves the rest", async () => {
    const { id } = await create("ann@example.org", { displayName: "Ann", quotaMessages: 10 });
    await updateAccount(at.store, { id, quotaOctets: 5000 }, tester);
    expect(await readAccount(at.store, id)).toMatchObject({ displayName: "Ann", quotaMessages: 10, quotaOctets: 5000 });
    await updateAccount(at.store, { id, quotaOctets: null, displayName: "" }, tester);
    expect(await readAccount(at.store, id)).toMatchObject({ displayName: "", quotaMessages: 10, quotaOctets: null });
    await expect(updateAccount(at.store, { id: id + 1, displayName: "x" }, tester)).rejects.toMatchObject({
      code: "not-found",
    });
  });

  test("switching sign-in off asks the daemon to end the sessions, in the same transaction", async () => {
    const { id, address } = await create("ann@example.org");
    const before = await readControl(at.store.db);
    await setAccountSwitches(at.store, { id, canSignIn: false }, tester);
    expect(await tryToSignIn(address)).toEqual({
      refused: "disabled",
      because: "sign-in-off",
      accountId: id,
    });
    expect(await readOpenRequests(at.store)).toMatchObject([{ kind: "kick-account", payload: { accountId: id } }]);
    expect((await readControl(at.store.db)).requestNumber).toBe(before.requestNumber + 1);
    await setAccountSwitches(at.store, { id, canSignIn: true, canReceive: false }, tester);
    expect(await readOpenRequests(at.store)).toHaveLength(1);
    expect(await readAccount(at.store, id)).toMatchObject({ canSignIn: true, canReceive: false });
  });

  test("a deleted account frees its address and aliases at once, and its mail goes afterwards, row before body", async () => {
    const { id, address } = await create("ann@example.org");
    await createAlias(at.store, { accountId: id, address: "anna@example.org" }, tester);
    const message = {
      pieces: () => [Buffer.from("Subject: x\r\n\r\n")],
      octets: 14,
      headerOctets: 14,
      hasDotLines: false,
    };
    const bodies = Array.from({ length: 3 }, (_, index) => ({
      accountId: id,
      address,
      uniqueId: `abcdef${index}`,
      importedId: null,
      arrivedAt: new Date(),
      prefix: new Uint8Array(),
      message: { ...message, discard: async () => {} },
    }));
    const places = await at.store.bodies.append(bodies);
    await at.store.db.message.createMany({
      data: places.map((bodyPlace, index) => ({
        accountId: id,
        sequence: index + 1,
        uniqueEpoch: "abcdef",
        uniqueNumber: index,
        octets: 14,
        headerOctets: 14,
        hasDotLines: false,
        bodyPlace,
      })),
    });

    await deleteAccount(at.store, { id }, tester);
    expect(await tryToSignIn(address)).toMatchObject({ refused: "credentials" });
    expect(await readAccount(at.store, id)).toBeNull();
    expect((await readAccounts(at.store, list())).total).toBe(0);
    const again = await create(address);
    await createAlias(at.store, { accountId: again.id, address: "anna@example.org" }, tester);
    await expect(deleteAccount(at.store, { id }, tester)).rejects.toMatchObject({ code: "not-found" });

    expect(await purgeDeletedAccounts(at.store)).toBe(0);
    await removeForGood(at.store, { id }, tester);
    expect(await purgeDeletedAccounts(at.store)).toBe(1);
    expect(await at.store.db.account.findMany({ select: { id: true } })).toEqual([{ id: again.id }]);
    expect(await at.store.db.message.count()).toBe(0);
    for await (const { place } of at.store.bodies.list()) throw new Error(`left behind: ${place}`);
    expect(await purgeDeletedAccounts(at.store)).toBe(0);
  });

  test("an alias can be taken away once", async () => {
    const { id } = await create("ann@example.org");
    const alias = await createAlias(at.store, { accountId: id, address: "sales@example.org" }, tester);
    expect(await readAccount(at.store, id)).toMatchObject({
      aliases: [{ id: alias.id, address: "sales@example.org" }],
    });
    await deleteAlias(at.store, { id: alias.id }, tester);
    await expect(deleteAlias(at.store, { id: alias.id }, tester)).rejects.toMatchObject({ code: "not-found" });
    await expect(createAlias(at.store, { accountId: 999, address: "x@example.org" }, tester)).rejects.toMatchObject({
      code: "not-found",
    });
  });

  test("lists search, filter, sort and page in the database, and pages never overlap", async () => {
    for (const name of ["carl", "ann", "bob", "dora", "eve"]) {
      await create(`${name}@example.org`, { password: name === "bob" ? null : password });
    }
    const { id: otherId } = await createDomain(at.store, { name: "other.example" }, tester);
    await create("ann@other.example");
    const names = async (given: Partial<AccountList>) => {
      const { rows, total } = await readAccounts(at.store, list(given));
      return [total, ...rows.map(({ address }) => address.replace(/@.*/, ""))];
    };
    expect(await names({ domainId })).toEqual([5, "ann", "bob", "carl", "dora", "eve"]);
    expect(await names({ domainId, direction: "desc", pageSize: 2 })).toEqual([5, "eve", "dora"]);
    expect(await names({ search: "ANN@" })).toEqual([2, "ann", "ann"]);
    expect(await names({ search: "nobody" })).toEqual([0]);
    expect(await names({ domainId: otherId })).toEqual([1, "ann"]);
    expect(await names({ filter: "no-password" })).toEqual([1, "bob"]);
    expect(await names({ filter: "off" })).toEqual([0]);
    for (const sort of ["lastSignInAt", "octets", "createdAt"] as const) {
      const seen: (string | number)[] = [];
      for (const page of [1, 2, 3, 4]) seen.push(...(await names({ domainId, sort, page, pageSize: 2 })).slice(1));
      expect(seen.toSorted()).toEqual(["ann", "bob", "carl", "dora", "eve"]);
    }
  });

  test("what is looked for is letters, in any case of any alphabet, on either engine", async () => {
    await create("per_cent@example.org", { displayName: "Günther 100%" });
    await create("perxcent@example.org", { displayName: "Çelik ÅSA" });
    const found = async (search: string) =>
      (await readAccounts(at.store, list({ search }))).rows.map(({ address }) => address.replace(/@.*/, ""));
    expect(await found("r_c")).toEqual(["per_cent"]);
    expect(await found("%")).toEqual(["per_cent"]);
    expect(await found("GÜNTHER")).toEqual(["per_cent"]);
    expect(await found("gu\u0308nther")).toEqual(["per_cent"]);
    expect(await found("çELIK å")).toEqual(["perxcent"]);
    const { id } = await at.store.db.account.findFirstOrThrow({ where: { localPart: "perxcent" } });
    await updateAccount(at.store, { id, displayName: "Ñandú" }, tester);
    expect(await found("çelik")).toEqual([]);
    expect(await found("ñANDÚ")).toEqual(["perxcent"]);
  });

  test("a domain with accounts stays, and goes when they are gone", async () => {
    const { id } = await create("ann@example.org");
    await createAlias(at.store, { accountId: id, address: "sales@example.org" }, tester);
    await expect(deleteDomain(at.store, { id: domainId }, tester)).rejects.toMatchObject({
      code: "in-use",
      message: "The domain still has 1 account and 1 alias. Delete them first.",
    });
    await deleteAccount(at.store, { id }, tester);
    await expect(deleteDomain(at.store, { id: domainId }, tester)).rejects.toMatchObject({
      code: "in-use",
      message: expect.stringMatching(/1 deleted account that can be restored/),
    });
    await removeForGood(at.store, { id }, tester);
    await purgeDeletedAccounts(at.store);
    await deleteDomain(at.store, { id: domainId }, tester);
    await expect(deleteDomain(at.store, { id: domainId }, tester)).rejects.toMatchObject({ code: "not-found" });
    expect(await verifyAudit(at.store)).toMatchObject({ isIntact: true });
  });
});
