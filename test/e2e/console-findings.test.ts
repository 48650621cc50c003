import type { Cookie } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { describeInBrowser, useBrowser, type Visitor } from "#test/support/browser.ts";
import { type OwnedPopdesk, signIn, startOwnedPopdesk } from "#test/support/console.ts";
import { eventually } from "#test/support/eventually.ts";
import { LmtpClient } from "#test/support/lmtp-client.ts";
import { PopClient } from "#test/support/pop-client.ts";

const [address, password] = ["ann@example.org", "seven quiet bicycles at dawn"];
/** The daemon looks every fifteen seconds. */
const foundMs = 90_000;
const testMs = 240_000;

describeInBrowser("what mail programs do wrong, told and mended in the browser", () => {
  const browser = useBrowser();
  let server: OwnedPopdesk;
  let cookies: Cookie[] | undefined;
  beforeAll(async () => {
    server = await startOwnedPopdesk({ accounts: [{ address, password }] });
    const lmtp = await LmtpClient.open({ port: server.ports.LMTP ?? 0, host: "127.0.0.1" });
    for (const text of ["one", "two"]) {
      await lmtp.send([address], Buffer.from(`Subject: ${text}\r\n\r\n${text}\r\n`));
    }
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

  /** Signs in as soon as the session before has given its lock back. */
  const popSignIn = () =>
    eventually(() => PopClient.signIn(server.ports.POP3S ?? 0, address, password).catch(() => null), 30_000);

  test(
    "ghost messages and polling appear by themselves; one is mended by a rule seen before it is saved, one by a button",
    async () => {
      const visitor = await at("/findings");
      const { page } = visitor;
      await page.getByText("Nothing was found").waitFor();
      for (let round = 0; round < 2; round += 1) {
        const client = await popSignIn();
        await client.listing("RETR 1");
        await client.command("DELE 1");
        client.drop();
      }
      for (let round = 0; round < 20; round += 1) await (await popSignIn()).quit();
      const item = (title: string) => page.getByRole("listitem").filter({ hasText: `${title} · ${address}` });
      const [ghosts, polls] = [item("Ghost messages"), item("Asks far too often")];
      await ghosts.waitFor({ timeout: foundMs });
      await polls.waitFor({ timeout: foundMs });
      expect(await ghosts.textContent()).toMatch(
        /2 sessions within a day marked up to 1 message and left without QUIT: dropped 2 times\. Last from 127\.0\.0\.1/,
      );

      await polls.getByRole("button", { name: "Once in a minute" }).click();
      await page.getByRole("alertdialog").getByRole("button", { name: "Ask for that" }).click();
      await page.getByText(`${address} may sign in once in 60 seconds.`, { exact: false }).waitFor();
      // The last sign-in may be longer ago than the minute: one more is let in, and the next comes too soon.
      const refused = await eventually(() =>
        PopClient.signIn(server.ports.POP3S ?? 0, address, password).then(
          (client) => client.quit().then(() => null),
          (error: Error) => error.message,
        ),
      );
      expect(refused).toContain("[LOGIN-DELAY]");

      await ghosts.getByRole("link", { name: "Remove what was downloaded…" }).click();
      await page.getByRole("heading", { level: 1, name: `Retention of ${address}` }).waitFor();
      expect(await page.getByLabel("Remove after first download").inputValue()).toBe("7");
      expect(await page.getByLabel("Least time between two sign-ins").inputValue()).toBe("60");

      await visitor.goTo("/accounts?filter=findings");
      await page.getByRole("link", { name: address }).click();
      await page.getByRole("heading", { level: 1, name: address }).waitFor();
      await page.getByText("Ghost messages").waitFor();
      await visitor.goTo("/overview");
      await page.getByRole("link", { name: /Findings \d about 1 account/ }).waitFor();
    },
    testMs,
  );
});
