import { once } from "node:events";
import { createServer } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { describeInBrowser, useBrowser, type Visitor } from "#test/support/browser.ts";
import { refusalBeside } from "#test/support/console.ts";
import { engines, freshData, type TestData } from "#test/support/databases.ts";
import { freePort } from "#test/support/free-port.ts";
import { PopClient } from "#test/support/pop-client.ts";
import { type RunningPopdesk, startPopdesk } from "#test/support/popdesk.ts";
import { widthOverrun } from "#test/support/width-overrun.ts";

const phone = { width: 390, height: 844 };

describeInBrowser("the first run", () => {
  describe.each(engines)("on %s", (engine) => {
    const browser = useBrowser();
    let data: TestData;
    let server: RunningPopdesk;
    beforeAll(async () => {
      data = await freshData(engine);
      server = await startPopdesk(data);
    });
    afterAll(async () => {
      await server?.stop();
      await data?.remove();
    });

    test("without the link, or with a wrong one, the page says how to get it", async () => {
      const visitor = await browser.open(server.url, { viewport: phone });
      const { page } = visitor;
      const way = page.getByText("npx popdesk set-up-link");
      const outdated = page.getByText("This set-up link is no longer valid");
      for (const path of ["/", "/sign-in", "/set-up"]) {
        await visitor.goTo(path);
        await way.waitFor();
        expect(await outdated.count()).toBe(0);
        expect(await page.getByRole("textbox").count()).toBe(0);
      }
      await visitor.goTo("/set-up?token=0123456789abcdef0123456789abcdef");
      await way.waitFor();
      await outdated.waitFor();
      expect(await page.getByRole("textbox").count()).toBe(0);
      expect(await widthOverrun(page)).toBe(0);
    });

    test("the link leads from the owner to the overview, and is worth nothing afterwards", async () => {
      const visitor = await browser.open(server.url, { viewport: phone });
      const { page } = visitor;
      const press = (name: string | RegExp) => page.getByRole("button", { name }).click();
      const link = server.setUpLink ?? "";
      expect(link).toContain(server.url);

      await visitor.goTo(link);
      expect(await widthOverrun(page)).toBe(0);
      const email = page.getByLabel("E-mail address");
      const password = page.getByLabel("Password", { exact: true });
      await email.fill("owner@example.org");
      await password.fill("password1");
      await page.getByText("Guessed at once").waitFor();
      await press("Become the owner");
      expect(await refusalBeside(password)).toMatch(/at least 10 characters/);
      expect(await email.inputValue()).toBe("owner@example.org");
      await password.fill("violet tractor sings at noon");
      await page.getByText("Strong", { exact: true }).waitFor();
      await press("Become the owner");

      await visitor.arriveAt("/set-up/server");
      expect(await widthOverrun(page)).toBe(0);
      const hostname = page.getByLabel("Host name");
      await hostname.fill("not a name");
      await press("Save the name");
      expect(await refusalBeside(hostname)).not.toBe("");
      await hostname.fill("mail.example.org");
      await press("Save the name");
      await page.getByText("The host name is saved.").waitFor();
      for (const name of ["POP3", "POP3S", "LMTP", "LMTP socket"]) await tried(visitor, name).waitFor();
      await page
        .getByText(/Greeting in \d+ ms: \+OK mail\.example\.org/)
        .first()
        .waitFor();
      await changePort(visitor);

      await press("Go on");
      await visitor.arriveAt("/set-up/mail");
      expect(await widthOverrun(page)).toBe(0);
      await page.getByLabel("Address").fill("ann");
      await page.getByLabel("Password", { exact: true }).fill("violet tractor sings at noon");
      await press("Create the account");
      expect(await refusalBeside(page.getByLabel("Address"))).not.toBe("");
      await press("Make the sample");

      await visitor.arriveAt("/set-up/try");
      await press(/^Sign in as demo@/);
      await page.getByText("It works: a mail program can collect mail from this server.").waitFor();
      const conversation = await page.getByRole("figure").locator("pre").textContent();
      expect(conversation).toMatch(/C:\s*USER demo@sample\.popdesk\.example/);
      expect(conversation).toMatch(/C:\s*PASS/);
      expect(conversation).toMatch(/S:\s*\+OK 5 \d+/);
      expect(conversation).toMatch(/C:\s*QUIT/);
      expect(await widthOverrun(page)).toBe(0);
      await press("Go on");

      await visitor.arriveAt("/set-up/programs");
      expect(await widthOverrun(page)).toBe(0);
      const fact = (name: string) =>
        page.getByRole("term").getByText(name, { exact: true }).locator("xpath=following::dd[1]").textContent();
      expect(await fact("Server")).toBe("mail.example.org");
      expect(await fact("Port")).toBe(String(server.ports.POP3S));
      const shown = (await fact("Password")) ?? "";
      expect(conversation).not.toContain(shown);
      const client = await PopClient.signIn(server.ports.POP3S ?? 0, "demo@sample.popdesk.example", shown);
      expect(await client.command("STAT")).toMatch(/^\+OK 5 /);
      await client.quit();
      await press("Finish and open the console");

      await visitor.arriveAt("/overview");
      await page.getByRole("heading", { name: "Overview" }).waitFor();
      await page.getByText("Sample mail is here to try things with.").waitFor();
      for (const path of ["/set-up", "/set-up/server", "/set-up/programs", link]) {
        expect(await endOf(path, visitor)).toBe("/");
      }
      await page.context().clearCookies();
      for (const path of ["/set-up", "/set-up/mail", link]) expect(await endOf(path, visitor)).toBe("/sign-in");
    });

    /** A port that is taken is refused where it is typed; a free one is opened and tried on the spot. */
    async function changePort(visitor: Visitor): Promise<void> {
      const { page } = visitor;
      const taken = createServer().listen(0);
      await once(taken, "listening");
      const { port: takenPort } = taken.address() as { port: number };
      const row = tried(visitor, "POP3");
      await row.getByRole("button", { name: "Change port" }).click();
      const dialog = page.getByRole("dialog", { name: "Another port for POP3" });
      await dialog.getByLabel("Port").fill(String(takenPort));
      await dialog.getByRole("button", { name: "Try and save" }).click();
      expect(await refusalBeside(dialog.getByLabel("Port"))).toContain(String(takenPort));
      taken.close();
      const port = await freePort();
      await dialog.getByLabel("Port").fill(String(port));
      await dialog.getByRole("button", { name: "Try and save" }).click();
      await dialog.waitFor({ state: "hidden" });
      await row.filter({ hasText: `on port ${port}` }).waitFor();
      const client = await PopClient.connect(port);
      await client.quit();
    }
  });
});

/** A listener's row, once it was tried and works. */
function tried({ page }: Visitor, name: string) {
  return page
    .getByRole("listitem")
    .filter({ has: page.getByText(new RegExp(`^${name} on (port|/)`)) })
    .filter({ has: page.getByText("works", { exact: true }) });
}

/** Where redirects lead from a path, asked with this browser's cookies. */
async function endOf(path: string, { origin, page }: Visitor): Promise<string> {
  const response = await page.request.get(new URL(path, origin).href);
  return new URL(response.url()).pathname;
}
