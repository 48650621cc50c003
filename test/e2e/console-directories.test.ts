import { existsSync } from "node:fs";
import type { Cookie } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { describeInBrowser, useBrowser } from "#test/support/browser.ts";
import { type OwnedPopdesk, refusalBeside, signIn, startOwnedPopdesk } from "#test/support/console.ts";
import { maySaslauthd, TestSaslauthd } from "#test/support/saslauthd.ts";
import { PopClient } from "#test/support/pop-client.ts";
import { Slapd, searcher, slapdPath, suffix } from "#test/support/slapd.ts";

const ann = { address: "ann@example.org", password: "correct horse battery" };
const inDirectory = "the directory's password";

(existsSync(slapdPath) ? describeInBrowser : describeInBrowser.skip)(
  "passwords in a directory from the browser",
  () => {
    const browser = useBrowser();
    let server: OwnedPopdesk;
    let slapd: Slapd;
    let cookies: Cookie[];
    beforeAll(async () => {
      slapd = await (await Slapd.start()).withPeople([{ uid: "ann", mail: ann.address, password: inDirectory }]);
      server = await startOwnedPopdesk({ accounts: [ann] });
    });
    afterAll(async () => {
      await server?.end();
      await slapd?.remove();
    });

    async function answer(password: string): Promise<string> {
      const client = await PopClient.connectTls(server.ports.POP3S ?? 0);
      await client.command(`USER ${ann.address}`);
      const said = await client.command(`PASS ${password}`);
      await client.quit();
      return said;
    }

    test("a directory is set up, tried before it is saved, and obeyed; the effect and the domain's name stand before Save", async () => {
      const visitor = await browser.open(server.url);
      const { page } = visitor;
      cookies = await signIn(visitor);
      await visitor.goTo("/domains/1/passwords");
      await page.getByText("Passwords of accounts of example.org are checked by this database").waitFor();
      await page.getByRole("button", { name: /Passwords are checked/ }).click();
      await page.getByRole("option", { name: /LDAP directory/ }).click();
      await page.getByText("What this would mean is shown when the fields make sense.").waitFor();
      await page.getByLabel("Servers", { exact: true }).fill(`localhost:${slapd.tlsPort}`);
      await page.getByLabel("Trusted certificates (optional)").fill(slapd.authority.rootPem);
      await page.getByLabel("Base", { exact: true }).fill(suffix);
      await page.getByLabel("Who searches (optional)").fill(searcher.dn);
      await page.getByLabel("Password of who searches").fill(searcher.password);
      await page.getByText("1 account signs in with the password of an LDAP directory from then on").waitFor();
      const save = page.getByRole("button", { name: "Save" });
      expect(await save.isDisabled()).toBe(true);

      await page.getByRole("button", { name: "Try a sign-in" }).click();
      const dialog = page.getByRole("dialog");
      const attempt = async (password: string) => {
        await dialog.getByLabel("Address").fill("ann");
        await dialog.getByLabel("Password", { exact: true }).fill(password);
        await dialog.getByRole("button", { name: "Try" }).click();
      };
      await attempt(inDirectory);
      await dialog.getByText("The sign-in would succeed").waitFor();
      await dialog.getByText(`Found uid=ann,ou=people,${suffix}.`).waitFor();
      await dialog.getByText(/certificate for localhost/).waitFor();
      await attempt(ann.password);
      await dialog.getByText("The sign-in would be refused: the password is wrong.").waitFor();
      expect(await dialog.textContent()).not.toContain(searcher.password);
      await dialog.getByRole("button", { name: "Cancel" }).click();
      expect(await answer(ann.password)).toMatch(/^\+OK/);

      await page.getByLabel("Type example.org to confirm").fill("example.org");
      await save.click();
      await page.getByText(/are checked by the LDAP directory at localhost:\d+, inside TLS/).waitFor();
      await page.getByText(/Changed .* by owner@example\.org/).waitFor();
      expect(await answer(ann.password)).toMatch(/^-ERR \[AUTH\]/);
      expect(await answer(inDirectory)).toMatch(/^\+OK/);
    });

    test("what makes no sense is refused at its field, and the kept password is asked for again for another server", async () => {
      const visitor = await browser.open(server.url, { cookies });
      const { page } = visitor;
      await visitor.goTo("/domains/1/passwords");
      await page.getByText("This changes nothing.").waitFor();
      await page.getByLabel("Filter", { exact: true }).fill("(mail=%u");
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByText(/This is no filter/).waitFor();
      expect(await refusalBeside(page.getByLabel("Filter", { exact: true }))).toMatch(/This is no filter/);
      await page.getByLabel("Filter", { exact: true }).fill("(mail=%u)");
      await page.getByLabel("Servers", { exact: true }).fill("localhost:1");
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByText(/Type the password of cn=popdesk.* again/).waitFor();
      await page.getByRole("button", { name: "Try a sign-in" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByLabel("Address").fill(ann.address);
      await dialog.getByLabel("Password", { exact: true }).fill("x");
      await dialog.getByRole("button", { name: "Try" }).click();
      await dialog.getByText(/Type the password of cn=popdesk.* again/).waitFor();
    });

    test("the account's page says who checks its password, and that one set here signs nobody in", async () => {
      const visitor = await browser.open(server.url, { cookies });
      const { page } = visitor;
      await visitor.goTo("/accounts/1");
      await page.getByText("Its password is checked by an LDAP directory").waitFor();
      await page.getByRole("button", { name: "Change password" }).click();
      await page.getByText("The password of this account is checked by an LDAP directory.").waitFor();
    });

    test("back to passwords that are known here, which count again", async () => {
      const visitor = await browser.open(server.url, { cookies });
      const { page } = visitor;
      await visitor.goTo("/domains/1/passwords");
      await page.getByRole("button", { name: /Passwords are checked/ }).click();
      await page.getByRole("option", { name: /Here, as they were set here/ }).click();
      await page.getByText("1 account signs in with the password of this database from then on").waitFor();
      await page.getByLabel("Type example.org to confirm").fill("example.org");
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByText("Passwords of accounts of example.org are checked by this database").waitFor();
      expect(await answer(ann.password)).toMatch(/^\+OK/);
      expect(await answer(inDirectory)).toMatch(/^-ERR \[AUTH\]/);
    });

    test.skipIf(!maySaslauthd)("the machine's own passwords, by PAM: tried, saved and obeyed", async () => {
      const onMachine = "the machine's password";
      const saslauthd = await TestSaslauthd.start("ann", onMachine);
      try {
        const visitor = await browser.open(server.url, { cookies });
        const { page } = visitor;
        await visitor.goTo("/domains/1/passwords");
        await page.getByRole("button", { name: /Passwords are checked/ }).click();
        await page.getByRole("option", { name: /PAM/ }).click();
        await page.getByLabel("PAM service", { exact: true }).fill("no such/service");
        await page.getByText(/fields make sense\. Look at “PAM service”/).waitFor();
        await page.getByLabel("PAM service", { exact: true }).fill(saslauthd.service);
        await page.getByLabel("Socket of saslauthd").fill(saslauthd.socketPath);
        await page.getByText("1 account signs in with the password of PAM").waitFor();
        await page.getByRole("button", { name: "Try a sign-in" }).click();
        const dialog = page.getByRole("dialog");
        await dialog.getByLabel("Address").fill("ann");
        await dialog.getByLabel("Password", { exact: true }).fill(onMachine);
        await dialog.getByRole("button", { name: "Try" }).click();
        await dialog.getByText("The sign-in would succeed").waitFor();
        await dialog.getByRole("button", { name: "Cancel" }).click();
        await page.getByLabel("Type example.org to confirm").fill("example.org");
        await page.getByRole("button", { name: "Save" }).click();
        await page.getByText("Passwords of accounts of example.org are checked by PAM").waitFor();
        expect(await answer(onMachine)).toMatch(/^\+OK/);
        expect(await answer(ann.password)).toMatch(/^-ERR \[AUTH\]/);
      } finally {
        await saslauthd.stop();
      }
    });
  },
);
