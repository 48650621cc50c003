import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createAccount } from "#server/account/create-account.ts";
import { deleteAccount } from "#server/account/delete-account.ts";
import { purgeDeletedAccounts } from "#server/account/purge-deleted-accounts.ts";
import { createDomain } from "#server/domain/create-domain.ts";
import { deleteDomain } from "#server/domain/delete-domain.ts";
import { readDomain, readDomainNames, readDomains } from "#server/domain/read.ts";
import { domainList } from "#server/domain/schema.ts";
import { setCatchAll } from "#server/domain/set-catch-all.ts";
import { changeSettings } from "#server/setting/change-settings.ts";
import { tester } from "#test/support/actor.ts";
import { engines, freshStore, type TestStore } from "#test/support/databases.ts";

describe.each(engines)("domains on %s", (engine) => {
  let at: TestStore;
  beforeEach(async () => {
    at = await freshStore(engine);
  });
  afterEach(() => at.close());

  const create = (name: string) => createDomain(at.store, { name }, tester);

  test("one spelling, one domain", async () => {
    const { id, name } = await create("  BÜCHER.example ");
    expect(name).toBe("bücher.example");
    const twice = await Promise.allSettled([create("xn--bcher-kva.example"), create("bu\u0308cher.EXAMPLE")]);
    for (const claim of twice) {
      expect(claim).toMatchObject({ status: "rejected", reason: { code: "already-exists", field: "name" } });
    }
    expect(await readDomain(at.store, id)).toMatchObject({ name, isSample: false, accountCount: 0, aliasCount: 0 });
    expect(await readDomain(at.store, id + 1)).toBeNull();
  });

  test.each([
    "",
    " ",
    "a b.example",
    "example..org",
    "192.0.2.1",
    "-a.example",
    "user@example.org",
    "http://example.org",
  ])("%j is refused", async (name) => {
    await expect(create(name)).rejects.toThrow();
    expect(await readDomainNames(at.store)).toEqual([]);
  });

  test("the default domain stays until another is, or none", async () => {
    const { id, name } = await create("one.example");
    await changeSettings(at.store, { defaultDomain: name }, tester);
    await expect(deleteDomain(at.store, { id }, tester)).rejects.toMatchObject({ code: "in-use" });
    await changeSettings(at.store, { defaultDomain: null }, tester);
    await deleteDomain(at.store, { id }, tester);
    expect(await readDomainNames(at.store)).toEqual([]);
  });

  test("a catch-all is a living account of any domain; the change is in the audit trail", async () => {
    const { id } = await create("one.example");
    await create("two.example");
    const all = await createAccount(at.store, { address: "all@two.example" }, tester);
    const set = (catchAll: string) => setCatchAll(at.store, { id, catchAll }, tester);
    expect(await set(" All@two.example ")).toEqual({ name: "one.example", catchAll: "all@two.example" });
    await set("all@two.example");
    expect(await readDomain(at.store, id)).toMatchObject({ catchAll: "all@two.example" });
    await expect(set("nobody@two.example")).rejects.toMatchObject({ code: "invalid", field: "catchAll" });
    await expect(setCatchAll(at.store, { id: id + 9, catchAll: "" }, tester)).rejects.toMatchObject({
      code: "not-found",
    });
    expect(await set("")).toEqual({ name: "one.example", catchAll: null });
    const entries = await at.store.db.auditEntry.findMany({
      where: { action: "domain.catch-all" },
      orderBy: { number: "asc" },
    });
    expect(entries.map(({ object, before, after }) => [object, before, after])).toEqual([
      ["one.example", '{"catchAll":null}', '{"catchAll":"all@two.example"}'],
      ["one.example", '{"catchAll":"all@two.example"}', '{"catchAll":null}'],
    ]);

    await set("all@two.example");
    await deleteAccount(at.store, { id: all.id }, tester);
    expect(await readDomain(at.store, id)).toMatchObject({ catchAll: null });
    await expect(set("all@two.example")).rejects.toMatchObject({ code: "invalid" });
    await purgeDeletedAccounts(at.store, { domainId: id });
    expect(await readDomain(at.store, id)).toMatchObject({ name: "one.example", catchAll: null });
  });

  test("the list counts accounts, searches and sorts", async () => {
    for (const name of ["one.example", "two.example", "three.test"]) await create(name);
    await createAccount(at.store, { address: "a@two.example" }, tester);
    await createAccount(at.store, { address: "b@two.example" }, tester);
    const held = await createAccount(at.store, { address: "a@three.test" }, tester);
    const read = async (given: object) => {
      const { rows, total } = await readDomains(at.store, domainList.parse(given));
      return [total, ...rows.map((row) => `${row.name} ${row.accountCount}`)];
    };
    expect(await read({})).toEqual([3, "one.example 0", "three.test 1", "two.example 2"]);
    expect(await read({ sort: "accountCount", direction: "desc" })).toEqual([
      3,
      "two.example 2",
      "three.test 1",
      "one.example 0",
    ]);
    await at.store.db.account.update({ where: { id: held.id }, data: { recoverableOctets: 5_000_000_000n } });
    const room = await readDomains(at.store, domainList.parse({ sort: "recoverableOctets", direction: "desc" }));
    expect(room.rows.map(({ name, recoverableOctets }) => [name, recoverableOctets])).toEqual([
      ["three.test", 5_000_000_000],
      ["one.example", 0],
      ["two.example", 0],
    ]);
    expect(await read({ search: "EXAMPLE", pageSize: 1, page: 2 })).toEqual([2, "two.example 2"]);
    expect(await read({ page: "nonsense", sort: "nonsense" })).toHaveLength(4);
  });
});
