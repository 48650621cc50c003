import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import type { Cookie } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { describeInBrowser, useBrowser, type Visitor } from "#test/support/browser.ts";
import { type OwnedPopdesk, refusalBeside, signIn, startOwnedPopdesk } from "#test/support/console.ts";
import { eventually } from "#test/support/eventually.ts";
import { freePort } from "#test/support/free-port.ts";
import { LmtpClient } from "#test/support/lmtp-client.ts";
import { PopClient } from "#test/support/pop-client.ts";
import { RawClient } from "#test/support/raw-client.ts";

const [address, password] = ["ann@example.org", "seven quiet bicycles at dawn"];
/** What is promised: the daemon obeys in under a second. */
const obeyLimitMs = 1_000;

describeInBrowser("the daemon steered and watched from the browser", () => {
  const browser = useBrowser();
  let server: OwnedPopdesk;
  let cookies: Cookie[] | undefined;
  /** Of POP3; chosen here, so that it is the same again after the listener was off. */
  let port: number;
  beforeAll(async () => {
    port = await freePort();
    server = await startOwnedPopdesk({
      accounts: [{ address, password }],
      variables: { POPDESK_POP3_PORT: String(port) },
    });
    const lmtp = await LmtpClient.open({ port: server.ports.LMTP ?? 0, host: "127.0.0.1" });
    await lmtp.send([address], Buffer.from("Subject: hello\r\n\r\nHello.\r\n"));
    await lmtp.close();
  });
  afterAll(() => server?.end());

  /** Signed in, at this page. */
  async function at(path: string): Promise<Visitor> {
    const visitor = await browser.open(server.url, { cookies });
    cookies ??= await signIn(visitor);
    await visitor.goTo(path);
    return visitor;
  }

  describe("listeners", () => {
    const isOpen = () =>
      PopClient.connect(port).then(
        (client) => client.quit().then(() => true),
        () => false,
      );

    test("switched off and on: the page shows wish and fact, and the port does it within a second", async () => {
      const visitor = await at("/listeners");
      const card = visitor.card("POP3");
      const [wish, fact] = [card.getByRole("definition").nth(0), card.getByRole("definition").nth(1)];
      await wish.getByText("on", { exact: true }).waitFor();
      await fact.getByText("open", { exact: true }).waitFor();
      expect(await isOpen()).toBe(true);

      // Closing asks, and says who is inside; a change of mind closes nothing.
      const inside = await RawClient.connect(port);
      await inside.line();
      expect(await inside.signIn(address, password)).toMatch(/^\+OK/);
      await card.getByText("1 session inside").waitFor();
      await visitor.flip(card.getByRole("switch", { name: "POP3: on" }));
      const question = visitor.page.getByRole("alertdialog", { name: "Close POP3?" });
      await question.getByText("1 session is inside, all of them in the clear.").waitFor();
      await question.getByRole("button", { name: "Cancel" }).click();
      await question.waitFor({ state: "hidden" });
      expect(await isOpen()).toBe(true);
      await inside.command("QUIT");
      await visitor.flip(card.getByRole("switch", { name: "POP3: on" }));
      await question.getByText(/1 account from 1 address must come another way/).waitFor();
      await question.getByRole("button", { name: "Close it" }).click();
      await question.waitFor({ state: "hidden" });
      await eventually(async () => !(await isOpen()), obeyLimitMs);
      await wish.getByText("off", { exact: true }).waitFor();
      await fact.getByText("off", { exact: true }).waitFor();
      await fact.getByText(/^since/).waitFor();

      await visitor.flip(card.getByRole("switch", { name: "POP3: off" }));
      await fact.getByText("open", { exact: true }).waitFor();
      expect(await isOpen()).toBe(true);
    });

    test("TLS required: no password in the clear, not even on loopback; STLS as before", async () => {
      const visitor = await at("/listeners");
      const card = visitor.card("POP3");
      const before = await RawClient.connect(port);
      await before.line();
      expect(await before.signIn(address, password)).toMatch(/^\+OK/);
      await before.command("QUIT");

      const requireTls = card.getByRole("switch", { name: "Require TLS" });
      await visitor.flip(requireTls);
      await card.getByText("requested").waitFor({ state: "hidden" });
      await eventually(async () => {
        const client = await RawClient.connect(port);
        await client.line();
        const answer = await client.command(`USER ${address}`);
        client.destroy();
        return answer.startsWith("-ERR [AUTH]");
      }, obeyLimitMs);
      const after = await RawClient.connect(port);
      await after.line();
      expect(await after.command("STLS")).toMatch(/^\+OK/);
      await after.startTls();
      expect(await after.signIn(address, password)).toMatch(/^\+OK/);
      await after.command("QUIT");
      expect(await requireTls.isChecked()).toBe(true);
      await visitor.page.getByText("Nobody can sign in without TLS.").waitFor();
    });

    test("on a port in use, the failure is shown as it is, with what to do, until the port is free", async () => {
      const other = createServer().listen(0, "127.0.0.1");
      await once(other, "listening");
      const { port: taken } = other.address() as AddressInfo;
      const visitor = await at("/listeners");
      const { page } = visitor;
      await page.getByRole("button", { name: "Add a listener" }).click();
      const dialog = page.getByRole("dialog", { name: "Add a listener" });
      await dialog.getByLabel("Name").fill("Second");
      await dialog.getByLabel("Address").fill("127.0.0.1");
      await dialog.getByLabel("Port").fill(String(taken));
      await dialog.getByRole("button", { name: "Add", exact: true }).click();
      await dialog.waitFor({ state: "hidden" });
      const card = visitor.card("Second");
      const trouble = card.getByRole("alert");
      await trouble.waitFor();
      expect(await trouble.textContent()).toMatch(
        new RegExp(`could not be opened: EADDRINUSE[^]*Port ${taken} is taken[^]*choose another port`),
      );
      expect(await card.getByRole("definition").nth(1).textContent()).toContain("EADDRINUSE");
      other.close();
      await card.getByRole("definition").nth(1).getByText("open", { exact: true }).waitFor();
      expect(await trouble.count()).toBe(0);
      const client = await PopClient.connectTls(taken);
      await client.quit();
    });
  });

  test("a limit is changed: a refusal stands beside its field, what is saved is obeyed and said to be in force", async () => {
    const visitor = await at("/limits");
    const { page } = visitor;
    const guesses = visitor.card("Mistakes and guesses");
    await guesses.getByLabel("Refused sign-ins").fill("0");
    await guesses.getByRole("button", { name: "Save mistakes and guesses" }).click();
    expect(await refusalBeside(guesses.getByLabel("Refused sign-ins"))).toContain("from 1 to 100");
    await guesses.getByLabel("Refused sign-ins").fill("1");
    await guesses.getByLabel("Delay of the first refusal").fill("0");
    await guesses.getByRole("button", { name: "Save mistakes and guesses" }).click();
    await page.getByText("After 1 refused sign-in a connection is closed.").waitFor();
    await page.getByText("in force", { exact: true }).waitFor();
    const client = await RawClient.connectTls(server.ports.POP3S ?? 0);
    await client.line();
    expect(await client.signIn(address, "wrong")).toMatch(/^-ERR.*closing after 1 refused sign-in/);
    client.destroy();
    await guesses.getByLabel("Refused sign-ins").fill("5");
    await guesses.getByLabel("Delay of the first refusal").fill("500");
    await guesses.getByRole("button", { name: "Save mistakes and guesses" }).click();
    await page.getByText("After 5 refused sign-ins a connection is closed.").waitFor();
  });

  test("the host name is found, and changed: greeting and certificate follow; a default domain lets the local part in", async () => {
    const visitor = await at("/overview");
    const { page } = visitor;
    await page.keyboard.press("Control+k");
    await page.getByPlaceholder("An address, a page").fill("server name");
    await page.getByRole("option", { name: "Change the host name" }).click();
    await visitor.arriveAt("/listeners");
    const name = visitor.card("Name");
    await name.getByLabel("Host name").fill("pop.example.org");
    await name.getByRole("button", { name: "Save the name" }).click();
    await name.getByText("Mail programs reach this server as pop.example.org.").waitFor();
    await name.getByText(/is made for that name, by this server itself/).waitFor();
    await eventually(async () => {
      const client = await RawClient.connectTls(server.ports.POP3S ?? 0);
      const said = `${await client.line()} ${client.tls.getPeerCertificate().subjectaltname}`;
      await client.command("QUIT");
      client.destroy();
      return /pop\.example\.org.* DNS:pop\.example\.org/.test(said);
    }, obeyLimitMs);

    const [localPart = ""] = address.split("@");
    const client = await RawClient.connect(port);
    await client.line();
    await client.command("STLS");
    await client.startTls();
    expect(await client.signIn(localPart, password)).toMatch(/^-ERR/);
    await client.command("QUIT");
    client.destroy();
    await name.getByRole("button", { name: /Default domain/ }).click();
    await page.getByRole("option", { name: "example.org" }).click();
    await name.getByRole("button", { name: "Save the domain" }).click();
    await page.getByText("Accounts of example.org may sign in without @example.org.").waitFor();
    const signedIn = await eventually(
      () => PopClient.signIn(server.ports.POP3S ?? 0, localPart, password).catch(() => null),
      obeyLimitMs,
    );
    await signedIn.quit();
    await visitor.goTo("/listeners");
    await name.getByRole("button", { name: /example\.org/ }).waitFor();
  });

  describe("sessions", () => {
    test("a client appears and goes, and the page is not loaded again", async () => {
      const visitor = await at("/sessions");
      const { page } = visitor;
      await page.evaluate(() => Object.assign(window, { isTheSamePage: true }));
      await page.getByText("Nobody is in right now").waitFor();
      const client = await PopClient.signIn(server.ports.POP3S ?? 0, address, password);
      const live = page.getByRole("table", { name: "Live sessions" });
      const row = live.getByRole("row").filter({ hasText: address });
      await row.getByText("TRANSACTION").waitFor();
      await row.getByText("TLS 1.3").waitFor();
      await client.quit();
      await page.getByText("Nobody is in right now").waitFor();
      await page
        .getByRole("table", { name: "Past sessions" })
        .getByRole("row")
        .filter({ hasText: address })
        .first()
        .waitFor();
      expect(await page.evaluate(() => "isTheSamePage" in window)).toBe(true);
    });

    test("one that is kicked is cut off, removes nothing, and leaves the maildrop free", async () => {
      const visitor = await at("/sessions");
      const { page } = visitor;
      const client = await PopClient.signIn(server.ports.POP3S ?? 0, address, password);
      await client.listing("RETR 1");
      await client.command("DELE 1");
      const row = page.getByRole("table", { name: "Live sessions" }).getByRole("row").filter({ hasText: address });
      await row.getByRole("button", { name: "Kick" }).click();
      const question = page.getByRole("alertdialog", { name: `End the session of ${address}?` });
      await question.getByRole("button", { name: "End the session" }).click();
      await client.closed();
      const next = await eventually(() =>
        PopClient.signIn(server.ports.POP3S ?? 0, address, password).catch(() => null),
      );
      expect(await next.command("STAT")).toMatch(/^\+OK 1 /);
      await next.quit();
      await page.getByText("The session is ended.").waitFor();
      await page.getByRole("table", { name: "Past sessions" }).getByText("kicked").first().waitFor();
    });
  });
});
