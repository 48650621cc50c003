import type { Cookie } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { changeRetentionRule } from "#server/retention/change-rule.ts";
import { closeStore, openStore } from "#server/store.ts";
import { tester } from "#test/support/actor.ts";
import { describeInBrowser, useBrowser, type Visitor } from "#test/support/browser.ts";
import { type OwnedPopdesk, signIn, startOwnedPopdesk } from "#test/support/console.ts";
import { LmtpClient } from "#test/support/lmtp-client.ts";
import { PopClient } from "#test/support/pop-client.ts";

const [address, password] = ["ann@example.org", "seven quiet bicycles at dawn"];

describeInBrowser('"my mail is gone", answered in the browser', () => {
  const browser = useBrowser();
  let server: OwnedPopdesk;
  let cookies: Cookie[] | undefined;
  beforeAll(async () => {
    server = await startOwnedPopdesk({ accounts: [{ address, password }] });
    const store = await openStore(server.environment);
    await changeRetentionRule(store, { level: "server", id: undefined, onDele: "keep" }, tester);
    await closeStore(store);
    const lmtp = await LmtpClient.open({ port: server.ports.LMTP ?? 0, host: "127.0.0.1" });
    const received = "Received: from pc by mx.example.org (Postfix) with ESMTP id 4Queue77; Sat\r\n";
    await lmtp.send(
      [address],
      Buffer.from(`${received}From: Bob <bob@example.net>\r\nSubject: The contract\r\n\r\nText.\r\n`),
    );
    await lmtp.send([address], Buffer.from("Subject: Something else\r\n\r\nText.\r\n"));
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

  test("found by its queue id: who delivered, downloaded and deleted it; brought back beside it", async () => {
    const phone = await PopClient.signIn(server.ports.POP3S ?? 0, address, password);
    await phone.listing("RETR 1");
    await phone.command("DELE 1");
    await phone.quit();

    const visitor = await at("/messages");
    const { page } = visitor;
    await page.getByText("Something else").waitFor();
    await page.getByRole("searchbox").fill("4queue77");
    await page.getByText("Something else").waitFor({ state: "hidden" });
    await page.getByRole("row", { name: "The contract" }).getByText("recoverable", { exact: true }).waitFor();
    await page.getByRole("link", { name: "The contract" }).click();
    await page.getByRole("heading", { level: 1, name: "The contract" }).waitFor();
    const life = visitor.card("What happened");
    await life.getByText("Delivered by LMTP").waitFor();
    await life.getByText("4Queue77").waitFor();
    await life.getByText("Downloaded, and marked for deletion").waitFor();
    await life.getByText("Deleted by the mail program (DELE, then QUIT)").waitFor();
    await page.getByText("It was removed, and can be brought back. It was downloaded in 1 session.").waitFor();
    await page.getByRole("button", { name: "Restore", exact: true }).click();
    await page.getByText("One message restored, in place.").waitFor();
    await life.getByText("Restored, in place").waitFor();
    await page.getByText("It is in its maildrop.", { exact: false }).waitFor();

    await life.getByRole("link", { name: "The session" }).first().click();
    await page.waitForURL((url) => url.pathname.startsWith("/sessions/"));
    const next = await PopClient.signIn(server.ports.POP3S ?? 0, address, password);
    expect(await next.command("STAT")).toMatch(/^\+OK 2 /);
    await next.quit();
  });

  test("a message that nobody knows is said to be none; a search without a match says what is looked through", async () => {
    const visitor = await at("/messages?search=nothingofthekind");
    await visitor.page.getByText("No message matches").waitFor();
    await visitor.goTo("/messages/1/999");
    expect(await visitor.page.title()).toContain("No such message");
  });
});
