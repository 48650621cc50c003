import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { applyBulkChange } from "#server/account/bulk/apply-change.ts";
import { changeAccounts } from "#server/account/bulk/change-accounts.ts";
import { bulkChange } from "#server/account/bulk/schema.ts";
import { createAccount } from "#server/account/create-account.ts";
import { deleteAccount } from "#server/account/delete-account.ts";
import { exportAccounts } from "#server/account/export-accounts.ts";
import { applyAccountImport } from "#server/account/import/apply-import.ts";
import { prepareImport } from "#server/account/import/prepare-import.ts";
import { startImport } from "#server/account/import/start-import.ts";
import { purgeDeletedAccounts } from "#server/account/purge-deleted-accounts.ts";
import { readAccount, readAccounts } from "#server/account/read.ts";
import { removeForGood } from "#server/account/remove-for-good.ts";
import { restoreAccount } from "#server/account/restore-account.ts";
import { accountList } from "#server/account/schema.ts";
import { checkAdministrator } from "#server/administrator/check-administrator.ts";
import { createAdministrator, createOwner } from "#server/administrator/create-administrator.ts";
import { readAdministrators } from "#server/administrator/read.ts";
import { setConsoleAccess } from "#server/administrator/set-console-access.ts";
import { readSignIn, startSignIn } from "#server/administrator/sign-in.ts";
import type { Actor } from "#server/audit/append-audit.ts";
import { verifyAudit } from "#server/audit/verify-audit.ts";
import { createDomain } from "#server/domain/create-domain.ts";
import { readTaskItems } from "#server/task/read.ts";
import { runTask } from "#server/task/run-task.ts";
import { taskItemList } from "#server/task/schema.ts";
import { engines, freshStore, type TestStore } from "#test/support/databases.ts";

const password = "quiet-harbour-9";
const owner: Actor = { kind: "administrator", name: "owner@example.org", remoteAddress: "192.0.2.10" };
const commandLine: Actor = { kind: "command-line", name: "root", remoteAddress: null };
const ann = "ann@example.org";

describe.each(engines)("the third switch, on %s", (engine) => {
  let at: TestStore;
  let annId: number;
  beforeEach(async () => {
    at = await freshStore(engine);
    await createOwner(at.store, { email: owner.name, password }, commandLine);
    await createDomain(at.store, { name: "example.org" }, owner);
    annId = (await createAccount(at.store, { address: ann, password: "green-kettle-5" }, owner)).id;
  });
  afterEach(() => at.close());

  const set = (canUseConsole: boolean, given: object = {}, actor = owner) =>
    setConsoleAccess(at.store, { id: annId, canUseConsole, ...given }, actor);
  const check = (email: string, typed = password) =>
    checkAdministrator(at.store, { email, password: typed, remoteAddress: "192.0.2.1" });
  const browserOf = async (email: string) => {
    const administrator = await check(email);
    if ("refused" in administrator) throw new Error(administrator.text);
    return startSignIn(at.store, { administratorId: administrator.id, remoteAddress: "192.0.2.1", userAgent: "test" });
  };
  const access = async (id = annId) => (await readAccount(at.store, id))?.consoleAccess;

  test("on needs a password of its own; off ends the browsers that are in at once; on again keeps it", async () => {
    expect(await access()).toBeNull();
    await expect(set(true)).rejects.toMatchObject({ code: "invalid", field: "password" });
    await expect(set(true, { password: "1234567890" })).rejects.toMatchObject({ code: "invalid" });
    await set(true, { password });
    expect(await access()).toEqual({ role: "administrator", isEnabled: true });
    expect(await check(ann, "green-kettle-5")).toMatchObject({ refused: "credentials" });
    const browser = await browserOf(ann);
    expect(await readSignIn(at.store, browser)).toMatchObject({ email: ann, role: "administrator" });

    await set(false);
    expect(await readSignIn(at.store, browser)).toBeNull();
    expect(await check(ann)).toMatchObject({ refused: "credentials" });
    expect(await access()).toEqual({ role: "administrator", isEnabled: false });
    await set(true);
    expect(await readSignIn(at.store, browser)).toBeNull();
    expect(await check(ann)).toMatchObject({ email: ann });

    const again = await browserOf(ann);
    await set(true, { password: "violet tractor 7" });
    expect(await readSignIn(at.store, again)).toBeNull();
    expect(await check(ann)).toMatchObject({ refused: "credentials" });
    expect(await check(ann, "violet tractor 7")).toMatchObject({ email: ann });
    expect(await verifyAudit(at.store)).toMatchObject({ isIntact: true });
    const entries = await at.store.db.auditEntry.findMany({ where: { action: "account.console" } });
    expect(entries).toHaveLength(4);
    expect(JSON.stringify(entries)).not.toContain("harbour");
  });

  test("only an owner moves it, nobody his own, and the last owner stays", async () => {
    await set(true, { password });
    const plain: Actor = { ...owner, name: ann };
    const bob = (await createAccount(at.store, { address: "bob@example.org" }, owner)).id;
    const giveBob = (actor: Actor) => setConsoleAccess(at.store, { id: bob, canUseConsole: true, password }, actor);
    await expect(giveBob(plain)).rejects.toMatchObject({ code: "not-allowed" });
    await expect(set(false, {}, plain)).rejects.toMatchObject({ code: "not-allowed" });
    expect(await access(bob)).toBeNull();

    // An owner whose address is an account's: made on its own, it has the switch all the same.
    const mailbox = (await createAccount(at.store, { address: owner.name }, owner)).id;
    expect(await access(mailbox)).toEqual({ role: "owner", isEnabled: true });
    const own = { id: mailbox, canUseConsole: false };
    await expect(setConsoleAccess(at.store, own, owner)).rejects.toMatchObject({ code: "not-allowed" });
    await expect(setConsoleAccess(at.store, own, commandLine)).rejects.toMatchObject({ code: "in-use" });
    await createAdministrator(at.store, { email: "second@elsewhere.example", password, role: "owner" }, commandLine);
    await setConsoleAccess(at.store, own, { ...owner, name: "second@elsewhere.example" });
    expect(await check(owner.name)).toMatchObject({ refused: "credentials" });
    // It was no account's: the mailbox goes, and the administrator stays.
    await deleteAccount(at.store, { id: mailbox }, commandLine);
    expect(await readAdministrators(at.store)).toHaveLength(3);
  });

  test("it goes with the account: out at its deletion, back with it under its new address, gone for good with it", async () => {
    await set(true, { password });
    const browser = await browserOf(ann);
    await deleteAccount(at.store, { id: annId }, owner);
    expect(await readSignIn(at.store, browser)).toBeNull();
    expect(await check(ann)).toMatchObject({ refused: "credentials" });
    await restoreAccount(at.store, { id: annId, address: "anna@example.org" }, owner);
    expect(await readSignIn(at.store, browser)).toBeNull();
    expect(await check("anna@example.org")).toMatchObject({ email: "anna@example.org" });
    expect(await check(ann)).toMatchObject({ refused: "credentials" });

    await deleteAccount(at.store, { id: annId }, owner);
    // Somebody else gets the address: the switch is not his, and his own password counts.
    const other = (await createAccount(at.store, { address: "anna@example.org" }, owner)).id;
    expect(await access(other)).toBeNull();
    await setConsoleAccess(at.store, { id: other, canUseConsole: true, password: "another-harbour-8" }, owner);
    expect(await check("anna@example.org")).toMatchObject({ refused: "credentials" });
    expect(await check("anna@example.org", "another-harbour-8")).toMatchObject({ email: "anna@example.org" });
    await deleteAccount(at.store, { id: other }, owner);
    await removeForGood(at.store, { id: other }, owner);
    await purgeDeletedAccounts(at.store);
    expect((await readAdministrators(at.store)).map(({ email }) => email)).toEqual([owner.name]);
  });

  test("an owner's account that is the last owner's cannot be deleted, alone or among many", async () => {
    await set(true, { password });
    await at.store.db.administrator.update({ where: { email: ann }, data: { role: "owner" } });
    await at.store.db.administrator.update({ where: { email: owner.name }, data: { isEnabled: false } });
    await expect(deleteAccount(at.store, { id: annId }, commandLine)).rejects.toMatchObject({ code: "in-use" });
    const bob = (await createAccount(at.store, { address: "bob@example.org" }, commandLine)).id;
    const order = bulkChange.parse({ ids: [annId, bob], change: "delete", typedWord: "delete" });
    const { taskId, isDone } = await changeAccounts(at.store, order, commandLine);
    if (!isDone) await runTask(at.store, taskId, applyBulkChange);
    const { rows } = await readTaskItems(at.store, taskId, taskItemList.parse({}));
    expect(rows).toMatchObject([
      { object: ann, outcome: "refused", text: expect.stringMatching(/last owner/) },
      { object: "bob@example.org", outcome: "done" },
    ]);
    expect(await readAccount(at.store, annId)).not.toBeNull();
  });

  test("it stands in the list, in its filter, and in the CSV in both directions", async () => {
    await createAccount(at.store, { address: "bob@example.org" }, owner);
    await set(true, { password });
    const { rows } = await readAccounts(at.store, accountList.parse({ filter: "console" }));
    expect(rows).toMatchObject([{ address: ann, consoleAccess: { isEnabled: true } }]);
    const csv = async () => {
      let all = "";
      for await (const piece of exportAccounts(at.store, accountList.parse({}))) all += piece;
      return all;
    };
    expect(await csv()).toMatch(/^\ufeffaddress,name,receive,sign-in,console,/);
    expect(await csv()).toMatch(/ann@example\.org,,on,on,on,/);
    expect(await csv()).toMatch(/bob@example\.org,,on,on,,/);

    const imported = async (text: string, actor = owner) => {
      const id = await prepareImport(at.store, { octets: Buffer.from(text), fileName: "list.csv" }, actor);
      await startImport(at.store, { id }, actor);
      await runTask(at.store, id, applyAccountImport);
      return (await readTaskItems(at.store, id, taskItemList.parse({}))).rows;
    };
    expect(
      await imported("address,console\nann@example.org,off\nbob@example.org,on\neve@example.org,on\n"),
    ).toMatchObject([
      { object: ann, verdict: "change", outcome: "done", text: "Changed use of the console." },
      { object: "bob@example.org", verdict: "refused", text: expect.stringMatching(/^console: /) },
      { object: "eve@example.org", verdict: "refused" },
    ]);
    expect(await access()).toMatchObject({ isEnabled: false });
    expect(await imported(await csv())).toMatchObject([{ verdict: "unchanged" }, { verdict: "unchanged" }]);
    const plain: Actor = { ...owner, name: "nobody@example.org" };
    expect(await imported("address,name,console\nann@example.org,Ann,on\n", plain)).toMatchObject([
      { outcome: "refused", text: expect.stringMatching(/Only an owner/) },
    ]);
    expect(await readAccount(at.store, annId)).toMatchObject({ displayName: "", consoleAccess: { isEnabled: false } });
  });
});
