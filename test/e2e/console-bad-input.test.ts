import type { Cookie } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { closeStore, openStore, type Store } from "#server/store.ts";
import { Authority } from "#test/support/authority.ts";
import { describeInBrowser, useBrowser, type Visitor } from "#test/support/browser.ts";
import { type OwnedPopdesk, refusalBeside, signIn, startOwnedPopdesk } from "#test/support/console.ts";
import { givenDatedMessages } from "#test/support/dated-messages.ts";
import { eventually } from "#test/support/eventually.ts";

const ann = { address: "ann@example.org", password: "river otter sings 5" } as const;
const bob = { address: "bob@example.org", password: "river otter sings 6" } as const;

/** Exactly 254 octets. */
const longestAddress = `${"x".repeat(60)}@${`${"d".repeat(60)}.`.repeat(3)}example`.padEnd(254, "e");
/** A folder for pictures of what is refused, while they are looked at. */
const shots = process.env.POPDESK_SHOTS;

describeInBrowser("what makes no sense, typed into the console", () => {
  const browser = useBrowser();
  let server: OwnedPopdesk;
  let store: Store;
  let cookies: Cookie[] | undefined;
  beforeAll(async () => {
    server = await startOwnedPopdesk({ accounts: [ann, bob] });
    store = await openStore(server.environment);
  });
  afterAll(async () => {
    await closeStore(store);
    await server?.end();
  });

  async function at(path: string): Promise<Visitor> {
    const visitor = await browser.open(server.url, { cookies });
    cookies ??= await signIn(visitor);
    await visitor.goTo(path);
    return visitor;
  }

  /** Wide and as narrow as a telephone. */
  async function shoot({ page }: Visitor, name: string): Promise<void> {
    if (!shots) return;
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 900 });
      await page.screenshot({ path: `${shots}/${name}-${width}.png`, fullPage: true });
    }
    await page.setViewportSize({ width: 1280, height: 720 });
  }

  test("certificates: a key of another certificate, and a chain that is over, are refused at their fields; nothing is stored", async () => {
    const authority = await Authority.create("Example Trust");
    const [one, other, over] = await Promise.all([
      authority.issue(["one.example.org"]),
      authority.issue(["other.example.org"]),
      authority.issue(["over.example.org"], { from: -100, to: -2 }),
    ]);
    const before = await store.db.certificate.count();
    const visitor = await at("/certificates");
    const { page } = visitor;
    await page.getByRole("button", { name: "Add a certificate" }).click();
    const dialog = page.getByRole("dialog", { name: "Add a certificate" });
    const chain = dialog.getByLabel("Certificate and chain", { exact: true });
    const key = dialog.getByLabel("Private key", { exact: true });
    const check = dialog.getByRole("button", { name: "Check" });
    await chain.fill(one.fullChainPem + authority.rootPem);
    await key.fill(other.keyPem);
    await check.click();
    await dialog
      .getByText(/does not belong/)
      .first()
      .waitFor();
    expect(await refusalBeside(key)).toMatch(/one\.example\.org/);
    await shoot(visitor, "certificate-key");
    await chain.fill(over.fullChainPem + authority.rootPem);
    await key.fill(over.keyPem);
    await check.click();
    await dialog
      .getByText(/expired|ended/)
      .first()
      .waitFor();
    expect(await refusalBeside(chain)).toMatch(/expired|ended/);
    await shoot(visitor, "certificate-over");
    expect(await store.db.certificate.count()).toBe(before);
  });

  test("networks: one within another, a machine and a network at once, and none at all are refused by name; the list in force stays", async () => {
    const { id } = await store.db.account.findFirstOrThrow({ where: { address: ann.address }, select: { id: true } });
    const visitor = await at(`/accounts/${id}/access`);
    const networks = visitor.page.getByLabel("Only from these networks");
    const save = visitor.page.getByRole("button", { name: "Save" });
    for (const [typed, said] of [
      ["10.0.0.0/8\n10.1.0.0/16", "10.1.0.0/16 lies within 10.0.0.0/8"],
      ["192.0.2.7/24", '"192.0.2.7/24" is a machine and a network at once'],
      ["2001:db8::/129", '"2001:db8::/129" is no network'],
    ] as const) {
      await networks.fill(typed);
      await save.click();
      await eventually(async () => (await refusalBeside(networks).catch(() => "")).includes(said));
      expect(await networks.inputValue()).toBe(typed);
    }
    await shoot(visitor, "access-networks");
    expect((await store.db.account.findUniqueOrThrow({ where: { id } })).allowedNetworks).toBe("");
  });

  test("an exception that ends before it begins, and a rule that says otherwise than another for one network, are refused at their fields", async () => {
    const visitor = await at("/listeners/1");
    const { page } = visitor;
    await page.getByRole("button", { name: "Add an exception" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Network", { exact: true }).fill("198.51.100.0/24");
    await dialog.getByRole("button", { name: /For how long/ }).click();
    await page.getByRole("option", { name: /Until/ }).click();
    const until = dialog.getByLabel("Until", { exact: true });
    await until.fill("2020-01-01T08:00");
    await dialog.getByRole("button", { name: /^(Add|Spare)/ }).click();
    await eventually(async () => /past/.test(await refusalBeside(until).catch(() => "")));
    await shoot(visitor, "exception-reversed");
    expect(await store.db.exception.count()).toBe(0);

    await visitor.goTo("/protection");
    const rules = visitor.card("Your rules");
    await rules.getByRole("button", { name: "Keep out…" }).click();
    const keepOut = page.getByRole("dialog", { name: "Keep a network out" });
    await keepOut.getByLabel("Network").fill("203.0.113.0/24");
    await keepOut.getByRole("button", { name: "Keep it out" }).click();
    await keepOut.waitFor({ state: "hidden" });
    await rules.getByRole("row").filter({ hasText: "203.0.113.0/24" }).waitFor();
    await rules.getByRole("button", { name: "Always let in…" }).click();
    const letIn = page.getByRole("dialog", { name: "Always let a network in" });
    await letIn.getByLabel("Network").fill("203.0.113.0/24");
    await letIn.getByRole("button", { name: "Let it in" }).click();
    await letIn
      .getByText("203.0.113.0/24 is kept out by a rule of its own. Take that one off the list first.")
      .waitFor();
    expect(await refusalBeside(letIn.getByLabel("Network"))).toContain("by a rule of its own");
    await shoot(visitor, "protection-otherwise");
    expect(await store.db.networkRule.count()).toBe(1);
  });

  test("a listener on the port of another is refused at the port, by its name", async () => {
    const { port, name } = await store.db.listener.findFirstOrThrow({ where: { name: "POP3S" } });
    // Port 0 is no port of anybody; this one is.
    const fixed = port === 0 ? 49_321 : (port ?? 0);
    await store.db.listener.update({ where: { name }, data: { port: fixed } });
    const visitor = await at("/listeners");
    await visitor.page.getByRole("button", { name: "Add a listener" }).click();
    const dialog = visitor.page.getByRole("dialog", { name: "Add a listener" });
    await dialog.getByLabel("Name").fill("Second");
    const typed = dialog.getByLabel("Port");
    await typed.fill(String(fixed));
    await dialog.getByRole("button", { name: "Add", exact: true }).click();
    await dialog.getByText(`The listener "POP3S" has port ${fixed}`).waitFor();
    expect(await refusalBeside(typed)).toContain("POP3S");
    await shoot(visitor, "listener-port");
    expect(await store.db.listener.count({ where: { name: "Second" } })).toBe(0);
  });

  test("a rule that would empty a domain says so before it is saved; days that are none are refused at their field", async () => {
    const { id } = await store.db.account.findFirstOrThrow({ where: { address: bob.address }, select: { id: true } });
    await givenDatedMessages(store, id, [
      { arrived: 100, downloaded: 90, octets: 5_000 },
      { arrived: 80, downloaded: null, octets: 5_000 },
    ]);
    const visitor = await at("/retention");
    const { page } = visitor;
    const days = page.getByLabel("Remove after arrival");
    await days.fill("soon");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await eventually(async () => (await refusalBeside(days).catch(() => "")) !== "");
    await shoot(visitor, "retention-days");
    await days.fill("30");
    await page.getByText("Mail that was never downloaded").locator("..").getByRole("button").click();
    await page.getByRole("option", { name: "Is removed by its age as well" }).click();
    await page.getByText("That is all the mail there is of example.org: this domain would be empty.").waitFor();
    await page.getByText(/1 never downloaded/).waitFor();
    await shoot(visitor, "retention-empty");
    expect(await store.db.retentionRule.count()).toBe(0);
  });

  test("a list with a byte order mark, semicolons, a line twice, an international domain and addresses of 254 and 255 characters says so line by line", async () => {
    const [, domain = ""] = longestAddress.split("@");
    await store.db.domain.createMany({ data: [{ name: domain }, { name: "bücher.example" }] });
    const lines = [
      "\ufeffE-Mail;Full Name;Quota",
      "Carl@Example.ORG;Carl;2 GB",
      "carl@example.org;Twice;",
      "emil@xn--bcher-kva.example;Emil;",
      `${longestAddress};Longest;`,
      `x${longestAddress};Too long;`,
      "fay@example.org;Fay;plenty",
      "gus@nowhere.example;Gus;",
    ];
    const visitor = await at("/accounts/import");
    const { page } = visitor;
    await page
      .getByLabel("File")
      .setInputFiles({ name: "people.csv", mimeType: "text/csv", buffer: Buffer.from(lines.join("\r\n")) });
    await page.getByRole("button", { name: "Read it" }).click();
    await page.getByText("3 new accounts, 0 to change, 0 as they are, 1 of unknown domains, 3 refused.").waitFor();
    const table = page.getByRole("table", { name: "Lines" });
    const rowOf = (line: number) =>
      table.getByRole("row").filter({ has: page.getByRole("cell", { name: String(line), exact: true }) });
    for (const [line, said] of [
      [2, /carl@example\.org.*New/],
      [3, /Twice.*The same address as line 2, which counts/],
      [4, /emil@bücher\.example.*New/],
      [5, /New/],
      [6, /Refused.*254/],
      [7, /Refused.*quota/i],
      [8, /Unknown domain.*nowhere\.example is not a domain of this server/],
    ] as const) {
      expect(await rowOf(line).textContent(), `line ${line}`).toMatch(said);
    }
    await shoot(visitor, "import");
    expect(await store.db.account.count()).toBe(2);
    await page.getByRole("button", { name: "Apply" }).click();
    await page.waitForURL(/\/tasks\/\d+$/, { waitUntil: "commit" });
    await page.getByText("Done 3").waitFor({ timeout: 60_000 });
    expect(await store.db.account.count()).toBe(5);
    expect(await store.db.account.count({ where: { address: longestAddress } })).toBe(1);
    await shoot(visitor, "import-report");
  });
});
