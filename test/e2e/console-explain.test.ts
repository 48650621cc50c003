import type { Cookie } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addRule } from "#server/protection/add-rule.ts";
import { changeSettings } from "#server/setting/change-settings.ts";
import { closeStore, openStore, type Store } from "#server/store.ts";
import { tester } from "#test/support/actor.ts";
import { describeInBrowser, useBrowser, type Visitor } from "#test/support/browser.ts";
import { type OwnedPopdesk, signIn, startOwnedPopdesk } from "#test/support/console.ts";
import { eventually } from "#test/support/eventually.ts";
import { PopClient } from "#test/support/pop-client.ts";
import { proxiedPort } from "#test/support/proxied-listener.ts";
import { proxyV2From } from "#test/support/proxy-v2.ts";
import { RawClient } from "#test/support/raw-client.ts";

const [address, password] = ["ann@example.org", "seven quiet bicycles at dawn"];
const office = "203.0.113.9";

describeInBrowser("explaining a sign-in from the browser", () => {
  const browser = useBrowser();
  let server: OwnedPopdesk;
  let store: Store;
  let port: number;
  let cookies: Cookie[] | undefined;
  beforeAll(async () => {
    server = await startOwnedPopdesk({ accounts: [{ address, password }] });
    store = await openStore(server.environment);
    await changeSettings(store, { signInFailureDelayMs: 0 }, tester);
    port = await proxiedPort(store, { tls: "starttls", cleartextSignIn: "never" });
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

  const fromOffice = async () => {
    const client = await RawClient.connect(port);
    client.write(proxyV2From(office, 40_000));
    return { client, greeting: await client.line() };
  };

  const pops = () => server.ports.POP3S ?? 0;

  test('"the mailbox is locked": who has it, since when, and the button that ends that session', async () => {
    const phone = await PopClient.signIn(pops(), address, password);
    await expect(PopClient.signIn(pops(), address, password)).rejects.toThrow("[IN-USE]");
    const visitor = await at("/overview");
    const { page } = visitor;
    await page.keyboard.press("Control+k");
    await page.keyboard.type("mailbox is locked");
    await page.getByRole("option", { name: /Explain a sign-in/ }).click();
    await visitor.arriveAt("/explain");
    await page.getByLabel("Address, IP address, or both").fill(address);
    await page.getByRole("button", { name: "Explain", exact: true }).click();
    await page.getByText(`${address} cannot sign in: the maildrop is open in another session.`).waitFor();
    const obstacles = page.getByRole("list", { name: "What stands in the way now" });
    await obstacles.getByText("A session from 127.0.0.1 has it open.").waitFor();
    await page
      .getByRole("list", { name: "Refused lately" })
      .getByText("The maildrop is open in another session")
      .waitFor();
    await obstacles.getByRole("button", { name: "End that session" }).click();
    await phone.closed();
    await page.getByText(`${address} would be let in now, with the right password`).waitFor();
    await (await PopClient.signIn(pops(), address, password)).quit();
  });

  test("a wrong password is said to be one, and a new one is set from there", async () => {
    await expect(PopClient.signIn(pops(), address, "not it")).rejects.toThrow("[AUTH]");
    const visitor = await at(`/explain?who=${address}`);
    const { page } = visitor;
    await page.getByText("The last sign-in was refused, though: wrong password.").waitFor();
    await page.getByRole("button", { name: "Change password" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("New password").fill(password);
    await dialog.getByRole("button", { name: "Set password" }).click();
    await dialog.getByRole("button", { name: "Done" }).click();
    await (await PopClient.signIn(pops(), address, password)).quit();
    await page.getByText(`${address} would be let in now, with the right password`).first().waitFor();
  });

  test("a mail program without TLS: the listener that refuses it, and two hours of grace by a button", async () => {
    const { client } = await fromOffice();
    expect(await client.command(`USER ${address}`)).toContain("no password is taken");
    client.destroy();
    const { page } = await at(`/explain?who=${encodeURIComponent(`${address} ${office}`)}`);
    const obstacles = page.getByRole("list", { name: "What stands in the way now" });
    await obstacles.getByText(`A mail program that uses no TLS from ${office} is refused at`).waitFor();
    await obstacles.getByRole("button", { name: `Except ${address} for 2 hours` }).click();
    await eventually(async () => {
      const { client } = await fromOffice();
      const answer = await client.signIn(address, password);
      client.destroy();
      return answer.startsWith("+OK");
    });
    await page.getByRole("list", { name: "By listener" }).getByText("with STARTTLS or without").first().waitFor();
  });

  test("a network that a rule keeps out: the rule, and its end by a button", async () => {
    await addRule(store, { network: "203.0.113.0/24", action: "deny", lasts: "2h" }, tester);
    await eventually(async () => (await fromOffice()).greeting.includes("kept out"));
    const { page } = await at(`/explain?who=${office}`);
    await page.getByText(`Nobody gets in from ${office}: a rule keeps this network out.`).waitFor();
    await page.getByRole("button", { name: "Take 203.0.113.0/24 off the list" }).click();
    await eventually(async () => (await fromOffice()).greeting.startsWith("+OK"));
    await page.getByText(`A mail program would be let in from ${office} now`).waitFor();
  });

  test("nonsense is answered as what it is, and nothing asked is a hint", async () => {
    const { page } = await at("/explain");
    await page.getByText("Why can't they get in?").waitFor();
    await page.goto(`${server.url}/explain?who=nobody@elsewhere.example`);
    await page.getByText("There is no domain elsewhere.example here.").waitFor();
    await page.goto(`${server.url}/explain?who=%00%27%3Cb%3E`);
    await page.getByRole("status").first().waitFor();
  });
});
