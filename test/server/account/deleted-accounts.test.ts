import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createAlias } from "#server/account/alias.ts";
import { createAccount } from "#server/account/create-account.ts";
import { deleteAccount } from "#server/account/delete-account.ts";
import { purgeDeletedAccounts } from "#server/account/purge-deleted-accounts.ts";
import { readAccount } from "#server/account/read.ts";
import { countDeletedAccounts, findDeletedAccount, readDeletedAccounts } from "#server/account/read-deleted.ts";
import { removeForGood } from "#server/account/remove-for-good.ts";
import { restoreAccount } from "#server/account/restore-account.ts";
import { deletedAccountList } from "#server/account/schema.ts";
import { setAccountSwitches } from "#server/account/set-account-switches.ts";
import { SignIns } from "#server/credential/sign-in.ts";
import { createDomain } from "#server/domain/create-domain.ts";
import { readDomain } from "#server/domain/read.ts";
import { setCatchAll } from "#server/domain/set-catch-all.ts";
import { setDomainQuota } from "#server/quota/set-domain-quota.ts";
import { changeSettings } from "#server/setting/change-settings.ts";
import { defaultSettings } from "#server/setting/schema.ts";
import { tester } from "#test/support/actor.ts";
import { engines, freshStore, type TestStore } from "#test/support/databases.ts";

const password = "river-otter-42";
const address = "ann@example.org";
const dayMs = 24 * 60 * 60 * 1000;

describe.each(engines)("deleted accounts on %s", (engine) => {
  let at: TestStore;
  let domainId: number;
  let id: number;
  beforeEach(async () => {
    at = await freshStore(engine);
    ({ id: domainId } = await createDomain(at.store, { name: "example.org" }, tester));
    ({ id } = await createAccount(at.store, { address, password, displayName: "Ann" }, tester));
    await createAlias(at.store, { accountId: id, address: "info@example.org" }, tester);
    await createAlias(at.store, { accountId: id, address: "sales@example.org" }, tester);
    await setCatchAll(at.store, { id: domainId, catchAll: address }, tester);
  });
  afterEach(() => at.close());

  const signIn = (name: string) =>
    new SignIns(at.store, () => defaultSettings).signIn({
      name,
      password: Buffer.from(password),
      remoteAddress: "192.0.2.1",
    });
  const list = () => readDeletedAccounts(at.store, deletedAccountList.parse({}));

  test("one comes back as it was: mail, password, switches, aliases, catch-all", async () => {
    await setAccountSwitches(at.store, { id, canReceive: false }, tester);
    await deleteAccount(at.store, { id }, tester);
    expect(await signIn(address)).toMatchObject({ refused: "credentials" });
    expect(await signIn(`deleted:${id}:${address}`)).toMatchObject({ refused: "credentials" });
    expect(await readDomain(at.store, domainId)).toMatchObject({ catchAll: null });
    const { rows } = await list();
    expect(rows).toMatchObject([{ id, address, by: tester.name, aliases: ["info@example.org", "sales@example.org"] }]);
    expect(await purgeDeletedAccounts(at.store)).toBe(0);

    expect(await restoreAccount(at.store, { id }, tester)).toEqual({ id, address, lost: [] });
    expect(await signIn(address)).toMatchObject({ accountId: id });
    const view = await readAccount(at.store, id);
    expect(view).toMatchObject({ address, displayName: "Ann", canReceive: false, canSignIn: true });
    expect(view?.aliases.map((alias) => alias.address)).toEqual(["info@example.org", "sales@example.org"]);
    expect(await readDomain(at.store, domainId)).toMatchObject({ catchAll: address });
    expect(await countDeletedAccounts(at.store)).toBe(0);
    await expect(restoreAccount(at.store, { id }, tester)).rejects.toMatchObject({ code: "not-found" });
  });

  test("one whose address was given away comes back under another, without what others have by now", async () => {
    await deleteAccount(at.store, { id }, tester);
    const { id: newId } = await createAccount(at.store, { address, password }, tester);
    await createAlias(at.store, { accountId: newId, address: "info@example.org" }, tester);
    await setCatchAll(at.store, { id: domainId, catchAll: address }, tester);
    await expect(restoreAccount(at.store, { id }, tester)).rejects.toMatchObject({
      code: "already-exists",
      field: "address",
      message: expect.stringMatching(/already.*another address/),
    });
    expect(await countDeletedAccounts(at.store)).toBe(1);
    expect(await restoreAccount(at.store, { id, address: "ann.old@example.org" }, tester)).toEqual({
      id,
      address: "ann.old@example.org",
      lost: ["info@example.org", "the catch-all of example.org"],
    });
    expect(await signIn("ann.old@example.org")).toMatchObject({ accountId: id });
    expect(await signIn(address)).toMatchObject({ accountId: newId });
  });

  test("one does not come back where its domain has no room for what it holds", async () => {
    await at.store.db.account.update({ where: { id }, data: { messageCount: 4, octets: 1000n } });
    const { id: other } = await createAccount(at.store, { address: "bob@example.org" }, tester);
    await at.store.db.account.update({ where: { id: other }, data: { messageCount: 2, octets: 500n } });
    await deleteAccount(at.store, { id }, tester);
    await setDomainQuota(at.store, { id: domainId, quotaOctets: 1499, quotaMessages: null }, tester);
    await expect(restoreAccount(at.store, { id }, tester)).rejects.toMatchObject({
      code: "over-quota",
      message: expect.stringMatching(
        /^The domain example\.org has no room for what this account holds: .* by 1 octets\./,
      ),
    });
    await setDomainQuota(at.store, { id: domainId, quotaOctets: null, quotaMessages: 5 }, tester);
    await expect(restoreAccount(at.store, { id }, tester)).rejects.toMatchObject({ code: "over-quota" });
    expect(await countDeletedAccounts(at.store)).toBe(1);
    // Another domain has room.
    await createDomain(at.store, { name: "example.net" }, tester);
    expect(await restoreAccount(at.store, { id, address: "ann@example.net" }, tester)).toMatchObject({ lost: [] });
  });

  test("one comes back that fills its domain to the last octet, and an empty one into a domain that is over", async () => {
    await at.store.db.account.update({ where: { id }, data: { messageCount: 4, octets: 1000n } });
    await deleteAccount(at.store, { id }, tester);
    await setDomainQuota(at.store, { id: domainId, quotaOctets: 1000, quotaMessages: 4 }, tester);
    expect(await restoreAccount(at.store, { id }, tester)).toMatchObject({ address });
    const { id: empty } = await createAccount(at.store, { address: "bob@example.org" }, tester);
    await deleteAccount(at.store, { id: empty }, tester);
    await setDomainQuota(at.store, { id: domainId, quotaOctets: 10, quotaMessages: 1 }, tester);
    expect(await restoreAccount(at.store, { id: empty }, tester)).toMatchObject({ address: "bob@example.org" });
  });

  test("one is removed when its days are over, or at once when told so; never while it can be restored", async () => {
    await deleteAccount(at.store, { id }, tester);
    const age = (days: number) =>
      at.store.db.account.update({ where: { id }, data: { deletedAt: new Date(Date.now() - days * dayMs) } });
    await age(29);
    expect(await purgeDeletedAccounts(at.store)).toBe(0);
    await age(31);
    expect(await purgeDeletedAccounts(at.store)).toBe(1);

    const other = await createAccount(at.store, { address: "bob@example.org" }, tester);
    await deleteAccount(at.store, { id: other.id }, tester);
    expect(await findDeletedAccount(at.store, "BOB@example.org")).toEqual({ id: other.id, address: "bob@example.org" });
    await expect(findDeletedAccount(at.store, "b_b@example.org")).rejects.toMatchObject({ code: "not-found" });
    await removeForGood(at.store, { id: other.id }, tester);
    await expect(restoreAccount(at.store, { id: other.id }, tester)).rejects.toMatchObject({ code: "not-found" });
    expect(await purgeDeletedAccounts(at.store)).toBe(1);

    await changeSettings(at.store, { deletedAccountDays: 0 }, tester);
    const third = await createAccount(at.store, { address: "carl@example.org" }, tester);
    expect(await deleteAccount(at.store, { id: third.id }, tester)).toMatchObject({ restorableUntil: null });
    expect(await purgeDeletedAccounts(at.store)).toBe(1);
  });
});
