import type { Cookie } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { describeInBrowser, useBrowser, type Visitor } from "#test/support/browser.ts";
import { type OwnedPopdesk, signIn, startOwnedPopdesk } from "#test/support/console.ts";
import { eventually } from "#test/support/eventually.ts";
import { expositionOf } from "#test/support/exposition.ts";

const [address, password] = ["ann@example.org", "seven quiet bicycles at dawn"];

describeInBrowser("metrics in the browser", () => {
  const browser = useBrowser();
  let server: OwnedPopdesk;
  let cookies: Cookie[] | undefined;
  beforeAll(async () => {
    server = await startOwnedPopdesk({ accounts: [{ address, password }] });
  });
  afterAll(() => server?.end());

  async function at(path: string): Promise<Visitor> {
    const visitor = await browser.open(server.url, { cookies });
    cookies ??= await signIn(visitor);
    await visitor.goTo(path);
    return visitor;
  }

  test("/metrics is off, then read on this machine, then with a token that is shown once and taken back", async () => {
    const read = (authorization?: string) =>
      fetch(`${server.url}/metrics`, { headers: authorization === undefined ? {} : { authorization } });
    expect((await read()).status).toBe(404);
    const { page } = await at("/charts/monitoring");
    await page.getByText("Nobody may read /metrics.", { exact: true }).waitFor();
    const choose = async (name: RegExp) => {
      await page.getByRole("button", { name: /Who/ }).click();
      await page.getByRole("option", { name }).click();
    };
    await choose(/Programs on this machine/);
    await page.getByText("Saved so: Programs on this machine may read /metrics, without a token.").waitFor();
    await page.getByRole("button", { name: "Save who may read it" }).click();
    await page.getByText("Programs on this machine may read /metrics, without a token.", { exact: true }).waitFor();
    const found = await read();
    expect(found.status).toBe(200);
    const { problems, value } = expositionOf(await found.text());
    expect(problems).toEqual([]);
    expect(value("popdesk_accounts")).toBe(1);

    await choose(/Whoever shows the token/);
    await page.getByRole("button", { name: "Save who may read it" }).click();
    await page.getByText("There is no token yet, so nobody can.").first().waitFor();
    await page.getByRole("button", { name: "Make a token" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Make it" }).click();
    const token = await dialog.locator("code").textContent();
    expect((await read()).status).toBe(401);
    expect((await read(`Bearer ${token}`)).status).toBe(200);
    await dialog
      .getByRole("button", { name: /Done|Close/ })
      .first()
      .click();
    await page.getByRole("button", { name: "Take it back" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Take it back" }).click();
    await page.getByText("There is none yet.").waitFor();
    await eventually(async () => (await read(`Bearer ${token}`)).status === 401);
  }, 120_000);
});
