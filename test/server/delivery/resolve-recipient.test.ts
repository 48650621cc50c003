import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { resolveRecipient } from "#server/delivery/resolve-recipient.ts";
import type { Store } from "#server/store.ts";
import { engines, freshStore, type TestStore } from "#test/support/databases.ts";
import { givenAccount } from "#test/support/mail.ts";

describe.each(engines)("the recipient of an address on %s", (engine) => {
  let test: TestStore;
  let store: Store;

  beforeEach(async () => {
    test = await freshStore(engine);
    store = test.store;
  });

  afterEach(() => test.close());

  async function givenAlias(address: string, accountId: number): Promise<void> {
    const { domainId } = await store.db.account.findUniqueOrThrow({ where: { id: accountId } });
    await store.db.alias.create({ data: { address, localPart: address.split("@")[0] ?? "", domainId, accountId } });
  }

  it("is the account in whatever case, its alias, or either with a tag", async () => {
    const { accountId } = await givenAccount(store);
    await givenAlias("sales@example.org", accountId);
    for (const address of ["ann@example.org", "Ann@EXAMPLE.org", "ann+news@example.org", "ann+a+b@example.org"]) {
      expect(await resolveRecipient(store, address)).toEqual({
        accountId,
        address: "ann@example.org",
        deliveredTo: address.toLowerCase(),
      });
    }
    for (const address of ["sales@example.org", "SALES+spring@example.org"]) {
      expect(await resolveRecipient(store, address)).toMatchObject({ accountId, address: "ann@example.org" });
    }
  });

  it("is the address as it stands before the address without its tag", async () => {
    await givenAccount(store);
    const tagged = await givenAccount(store, "ann+news@example.org");
    expect(await resolveRecipient(store, "ann+news@example.org")).toMatchObject({ accountId: tagged.accountId });
  });

  it("is the domain's catch-all where nobody has the address, tagged or not", async () => {
    await givenAccount(store, "bob@example.org", { canReceive: false });
    const { accountId } = await givenAccount(store, "all@example.com");
    await givenAlias("sales@example.org", (await givenAccount(store)).accountId);
    await store.db.domain.update({ where: { name: "example.org" }, data: { catchAllAccountId: accountId } });
    for (const address of ["nobody@example.org", "No+body@Example.ORG"]) {
      expect(await resolveRecipient(store, address)).toEqual({
        accountId,
        address: "all@example.com",
        deliveredTo: address.toLowerCase(),
      });
    }
    for (const known of ["ann@example.org", "sales@example.org", "ann+x@example.org", "sales+x@example.org"]) {
      expect(await resolveRecipient(store, known)).toMatchObject({ address: "ann@example.org" });
    }
    await expect(resolveRecipient(store, "bob@example.org")).rejects.toMatchObject({ code: "mailbox-disabled" });
    await expect(resolveRecipient(store, "nobody@example.com")).rejects.toMatchObject({ code: "mailbox-unknown" });
    await expect(resolveRecipient(store, "nobody@sub.example.org")).rejects.toMatchObject({ code: "mailbox-unknown" });
    await store.db.account.update({ where: { id: accountId }, data: { deletedAt: new Date() } });
    await expect(resolveRecipient(store, "nobody@example.org")).rejects.toMatchObject({ code: "mailbox-unknown" });
  });

  it.each(["bob@example.org", "ann@example.com", "ann", "", "@example.org", "+@example.org", "ann\0@example.org"])(
    "is unknown for %j",
    async (address) => {
      await givenAccount(store);
      await expect(resolveRecipient(store, address)).rejects.toMatchObject({ code: "mailbox-unknown" });
    },
  );

  it("is refused where the account takes no mail or is being deleted", async () => {
    await givenAccount(store, "off@example.org", { canReceive: false });
    const gone = await givenAccount(store, "gone@example.org");
    await store.db.account.update({ where: { id: gone.accountId }, data: { deletedAt: new Date() } });
    await expect(resolveRecipient(store, "off@example.org")).rejects.toMatchObject({ code: "mailbox-disabled" });
    await expect(resolveRecipient(store, "gone@example.org")).rejects.toMatchObject({ code: "mailbox-unknown" });
  });

  it("is refused early where the maildrop is full, or what is announced would not fit", async () => {
    await givenAccount(store, "few@example.org", { quotaMessages: 0 });
    await givenAccount(store, "small@example.org", { quotaOctets: 1000n });
    await expect(resolveRecipient(store, "few@example.org")).rejects.toMatchObject({ code: "over-quota" });
    await expect(resolveRecipient(store, "small@example.org", 1001)).rejects.toMatchObject({ code: "over-quota" });
    await resolveRecipient(store, "small@example.org", 1000);
    await resolveRecipient(store, "small@example.org");
  });
});
