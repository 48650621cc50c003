import { afterAll, beforeAll, expect, test } from "vitest";
import { createListener } from "#server/listener/create-listener.ts";
import { readListener } from "#server/listener/read.ts";
import { closeStore, openStore } from "#server/store.ts";
import { AcmeServer } from "#test/support/acme-server.ts";
import { tester } from "#test/support/actor.ts";
import { describeInBrowser, useBrowser } from "#test/support/browser.ts";
import { type OwnedPopdesk, refusalBeside, signIn, startOwnedPopdesk } from "#test/support/console.ts";
import { eventually } from "#test/support/eventually.ts";

describeInBrowser("a certificate fetched by ACME, from the browser", () => {
  const browser = useBrowser();
  let server: OwnedPopdesk;
  let acme: AcmeServer;
  beforeAll(async () => {
    [server, acme] = await Promise.all([startOwnedPopdesk(), AcmeServer.start()]);
  });
  afterAll(async () => {
    await server?.end();
    await acme?.stop();
  });

  /** The public web listener, on a port of the test's machine that the authority is told of. */
  async function openPublicWeb(): Promise<number> {
    const store = await openStore(server.environment);
    try {
      const { id } = await createListener(
        store,
        { kind: "web", name: "Public web", address: "127.0.0.1", port: 0, tls: "none" },
        tester,
      );
      return await eventually(async () => (await readListener(store, id))?.facts[0]?.boundPort);
    } finally {
      await closeStore(store);
    }
  }

  test("asked for, refused beside the fields; failed in words with what to do; fetched after that, and shown", async () => {
    const visitor = await browser.open(server.url);
    const { page } = visitor;
    await signIn(visitor);
    await visitor.goTo("/certificates");
    await page.getByRole("button", { name: "Fetch by ACME" }).click();
    const dialog = page.getByRole("dialog", { name: "Fetch a certificate by itself" });
    const names = dialog.getByLabel("Host names");
    await names.fill("*.example.org");
    await dialog.getByRole("button", { name: /Authority/ }).click();
    await page.getByRole("option", { name: /Another authority/ }).click();
    const directory = dialog.getByLabel("Address of its directory");
    await directory.fill("http://ca.example.org/directory");
    await dialog.getByRole("button", { name: "Fetch", exact: true }).click();
    await dialog.getByText("The address of a directory begins with https://.").waitFor();
    expect(await refusalBeside(directory)).toContain("https://");
    await directory.fill(acme.directoryUrl);
    await dialog.getByLabel("Its root certificate").fill(acme.authority.rootPem);
    await dialog.getByRole("button", { name: "Fetch", exact: true }).click();
    await dialog.getByText("Without agreeing to the authority's terms of service it gives no certificate.").waitFor();
    expect(await refusalBeside(names)).toContain("A wildcard can only be proved by DNS");
    await names.fill("mail.example.org");
    await visitor.flip(dialog.getByRole("switch", { name: "I agree to the authority's terms of service" }));
    await dialog.getByRole("button", { name: "Fetch", exact: true }).click();
    await dialog.waitFor({ state: "hidden" });

    // Nothing answers for the name yet: in words, with what to do, and the steps that led there.
    const card = visitor.card("Fetched for mail.example.org");
    await card.getByText("failed", { exact: true }).waitFor({ timeout: 60_000 });
    await card.getByText("The authority could not reach this server on port 80.", { exact: true }).waitFor();
    await card.getByText(/Switch the public web listener on/).waitFor();
    await card.getByText("The last attempt, step by step").click();
    await card.getByText("Opened an account with the authority.").waitFor();

    acme.webPort = await openPublicWeb();
    await card.getByRole("button", { name: "Fetch now" }).click();
    await card.getByText("renewed by itself").waitFor({ timeout: 60_000 });
    await page.getByRole("heading", { name: "mail.example.org", exact: true }).waitFor();
    expect(acme.issued).toHaveLength(1);
    const served = page.getByRole("table", { name: "What clients are shown" });
    await served
      .getByRole("row")
      .filter({ hasText: "mail.example.org" })
      .filter({ hasText: "as stored" })
      .first()
      .waitFor({ timeout: 60_000 });

    await card.getByRole("button", { name: "Delete" }).click();
    const question = page.getByRole("alertdialog", { name: "Renew the certificate for mail.example.org no more?" });
    await question.getByRole("button", { name: "Renew it no more" }).click();
    await card.waitFor({ state: "detached" });
    await page.getByRole("heading", { name: "mail.example.org", exact: true }).waitFor();
  });
});
