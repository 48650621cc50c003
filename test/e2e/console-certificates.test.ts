import { writeFileSync } from "node:fs";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect as connectTls } from "node:tls";
import type { Cookie } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Authority } from "#test/support/authority.ts";
import { describeInBrowser, useBrowser, type Visitor } from "#test/support/browser.ts";
import { type OwnedPopdesk, refusalBeside, signIn, startOwnedPopdesk } from "#test/support/console.ts";
import { eventually } from "#test/support/eventually.ts";

describeInBrowser("TLS and certificates in the browser", () => {
  const browser = useBrowser();
  let server: OwnedPopdesk;
  let authority: Authority;
  let cookies: Cookie[] | undefined;
  beforeAll(async () => {
    [server, authority] = await Promise.all([startOwnedPopdesk(), Authority.create("Example Trust")]);
  });
  afterAll(() => server?.end());

  async function visit(): Promise<Visitor> {
    const visitor = await browser.open(server.url, { cookies });
    cookies ??= await signIn(visitor);
    await visitor.goTo("/certificates");
    return visitor;
  }

  async function shownBy(port: number, servername: string): Promise<string> {
    const socket = connectTls({ port, host: "127.0.0.1", servername, rejectUnauthorized: false });
    await once(socket, "secureConnect");
    const { issuer, subjectaltname } = socket.getPeerCertificate();
    socket.destroy();
    return `${issuer?.CN} ${subjectaltname}`;
  }

  test("a certificate is checked, refused with what is missing, mended, installed; POP3S and the console show it by name", async () => {
    const visitor = await visit();
    const { page } = visitor;
    const leaf = await authority.issue(["mail.example.org"], { to: 12, key: 2048 });
    await page.getByRole("button", { name: "Add a certificate" }).click();
    const dialog = page.getByRole("dialog", { name: "Add a certificate" });
    const chain = dialog.getByLabel("Certificate and chain", { exact: true });
    await chain.fill(leaf.certificatePem);
    await dialog.getByLabel("Private key", { exact: true }).fill(leaf.keyPem);
    await dialog.getByRole("button", { name: "Check" }).click();
    await dialog.getByText("is missing: most mail programs would refuse").waitFor();
    expect(await refusalBeside(chain)).toContain("The certificate of Example Trust R1");
    await chain.fill(authority.rootPem + authority.intermediatePem + leaf.certificatePem);
    await dialog.getByRole("button", { name: "Check" }).click();
    await dialog.getByText("It is sound: for mail.example.org.").waitFor();
    await dialog.getByText("The certificates were not in order; they are now").waitFor();
    await dialog.getByRole("button", { name: "Install" }).click();
    await dialog.waitFor({ state: "hidden" });
    const card = visitor.card("mail.example.org");
    await card.getByText("Example Trust R1").waitFor();
    await page.getByText("Those that ask for mail.example.org are shown one signed by Example Trust R1").waitFor();
    await eventually(async () =>
      (await shownBy(server.ports.POP3S ?? 0, "mail.example.org")).startsWith("Example Trust R1"),
    );
    const console = Number(new URL(server.httpsUrl).port);
    await eventually(async () => (await shownBy(console, "mail.example.org")).startsWith("Example Trust R1"));
    expect(await shownBy(console, "elsewhere.example")).not.toContain("Example Trust");
    // Looked at by the daemon right after, and the end is near.
    const served = page.getByRole("table", { name: "What clients are shown" });
    await served
      .getByRole("row")
      .filter({ hasText: "mail.example.org" })
      .filter({ hasText: "as stored" })
      .first()
      .waitFor();
    await page.getByText(/: fewer than 14 days are left\./).waitFor();
    expect(await page.content()).not.toContain("PRIVATE KEY-----\nM");
  });

  test("from a file; made the default; the one before deleted with its effect named", async () => {
    const visitor = await visit();
    const { page } = visitor;
    const leaf = await authority.issue(["pop.example.org"]);
    const file = join(tmpdir(), `popdesk-${process.pid}.pem`);
    writeFileSync(file, leaf.keyPem + leaf.fullChainPem + authority.rootPem);
    await page.getByRole("button", { name: "Add a certificate" }).click();
    const dialog = page.getByRole("dialog", { name: "Add a certificate" });
    await dialog.locator("input[type=file]").first().setInputFiles(file);
    await dialog.getByRole("button", { name: "Check" }).click();
    await dialog.getByRole("button", { name: "Install" }).click();
    await dialog.waitFor({ state: "hidden" });
    await visitor.card("pop.example.org").getByRole("button", { name: "Make default" }).click();
    await page.getByText("Mail programs are shown the certificate for pop.example.org").waitFor();
    await visitor.card("mail.example.org").getByRole("button", { name: "Delete" }).click();
    const question = page
      .getByRole("alertdialog")
      .filter({ has: page.getByRole("button", { name: "Delete the certificate" }) });
    await question.getByText("are shown the one for pop.example.org instead, and may warn").waitFor();
    await question.getByRole("button", { name: "Delete the certificate" }).click();
    await question.waitFor({ state: "hidden" });
    await eventually(async () =>
      (await shownBy(server.ports.POP3S ?? 0, "mail.example.org")).includes("pop.example.org"),
    );
  });

  test("a request waits with its key, and is deleted", async () => {
    const visitor = await visit();
    const { page } = visitor;
    await page.getByRole("button", { name: "Make a request" }).click();
    const dialog = page.getByRole("dialog", { name: "Request for an authority" });
    await dialog.getByLabel("Host names").fill("new.example.org\nbad_-");
    await dialog.getByRole("button", { name: "Make the request" }).click();
    await dialog.getByText("“bad_-” is no host name").waitFor();
    await dialog.getByLabel("Host names").fill("new.example.org");
    await dialog.getByRole("button", { name: "Make the request" }).click();
    const card = visitor.card("Request for new.example.org");
    await card.getByText("-----BEGIN CERTIFICATE REQUEST-----").waitFor();
    await card.getByRole("button", { name: "Delete" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Delete the request" }).click();
    await card.waitFor({ state: "hidden" });
  });

  describe("TLS policy", () => {
    test("what a change means is said before it is saved; then it holds, and who changed it", async () => {
      const visitor = await visit();
      const { page } = visitor;
      const policy = visitor.card("TLS policy");
      await policy.getByRole("button", { name: /Configuration/ }).click();
      await page.getByRole("option", { name: "Modern" }).click();
      await policy.getByText("Nobody would be turned away.").waitFor();
      await policy.getByRole("button", { name: "Save the TLS policy" }).click();
      await page
        .getByText("TLS 1.3 alone, with Mozilla's modern ciphers (version 6.0). Nothing older gets in.")
        .waitFor();
      await policy.getByText(/Changed .* by owner@example\.org/).waitFor();
      // Until then lines above the form come and go: the daemon looks at what it serves now.
      await page.getByText("in force", { exact: true }).waitFor();
      await policy.getByRole("button", { name: /Configuration/ }).click();
      await page.getByRole("option", { name: "Intermediate" }).click();
      await policy.getByText("Programs that know no more than TLS 1.2 get in again.").waitFor();
      await policy.getByRole("button", { name: "Save the TLS policy" }).click();
      await page.getByText("TLS 1.2 and 1.3, with Mozilla's intermediate ciphers").waitFor();
    });

    test("the legacy switch warns while it is on", async () => {
      const visitor = await visit();
      const { page } = visitor;
      const old = visitor.card("Old mail programs");
      await visitor.flip(old.getByRole("switch", { name: /^POP3S/ }));
      await old.getByText("POP3S: what old TLS hides can be read.").waitFor();
      await page.getByText("POP3S lets in TLS 1.0 and 1.1 as well.").waitFor();
      await visitor.flip(old.getByRole("switch", { name: /^POP3S/ }));
      await old.getByText("POP3S: what old TLS hides can be read.").waitFor({ state: "hidden" });
    });
  });
});
