import type { Cookie } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { describeInBrowser, useBrowser } from "#test/support/browser.ts";
import { type OwnedPopdesk, refusalBeside, signIn, startOwnedPopdesk } from "#test/support/console.ts";
import { LmtpClient } from "#test/support/lmtp-client.ts";
import { PopClient } from "#test/support/pop-client.ts";

const message = Buffer.from("Subject: hello\r\n\r\nHello.\r\n");

describeInBrowser("domains and accounts from the browser", () => {
  const browser = useBrowser();
  let server: OwnedPopdesk;
  let cookies: Cookie[];
  beforeAll(async () => {
    server = await startOwnedPopdesk();
  });
  afterAll(() => server?.end());

  async function deliver(address: string): Promise<string> {
    const lmtp = await LmtpClient.open({ port: server.ports.LMTP ?? 0, host: "127.0.0.1" });
    const [answer = ""] = await lmtp.send([address], message);
    await lmtp.close();
    return answer;
  }
  const collector = (address: string, password: string) => PopClient.signIn(server.ports.POP3S ?? 0, address, password);
  /** What STAT counts. */
  async function collected(address: string, password: string): Promise<number> {
    const client = await collector(address, password);
    const [, count] = (await client.command("STAT")).split(" ");
    await client.quit();
    return Number(count);
  }

  test("a domain is created; what is no domain is refused beside the field", async () => {
    const visitor = await browser.open(server.url);
    const { page } = visitor;
    cookies = await signIn(visitor);
    await page.getByRole("link", { name: "Domains" }).click();
    await visitor.arriveAt("/domains");
    await page.getByRole("button", { name: "Create domain" }).click();
    const dialog = page.getByRole("dialog", { name: "Create a domain" });
    const name = dialog.getByLabel("Domain");
    for (const wrong of ["no domain", "example.org"]) {
      await name.fill(wrong);
      await dialog.getByRole("button", { name: "Create domain" }).click();
      await dialog.getByText(wrong === "example.org" ? /already|is here/ : /such as/).waitFor();
      expect(await refusalBeside(name)).not.toBe("");
      expect(await name.inputValue()).toBe(wrong);
    }
    await name.fill("Shop.Example");
    await dialog.getByRole("button", { name: "Create domain" }).click();
    await dialog.waitFor({ state: "hidden" });
    await page.getByRole("table", { name: "Domains" }).getByRole("link", { name: "shop.example" }).waitFor();
  });

  test("an account is created, receives, collects, gets a new password, an alias, is shut out, and is deleted", async () => {
    const visitor = await browser.open(server.url, { cookies });
    const { page } = visitor;
    const press = (name: string) => page.getByRole("button", { name, exact: true }).click();
    const address = "ann@shop.example";

    await visitor.goTo("/accounts/new?domain=shop.example");
    const localPart = page.getByLabel("Address");
    const password = page.getByLabel("Password (optional)");
    const quota = page.getByLabel("Quota (optional)");
    await localPart.fill("ann..b");
    await password.fill("secret");
    await quota.fill("plenty");
    await press("Create account");
    expect(await refusalBeside(password)).toContain("at least 8 characters");
    expect(await refusalBeside(quota)).toContain("Type a size");
    await quota.fill("2 GB");
    await press("Generate one");
    await page.waitForFunction(() => document.querySelector<HTMLInputElement>("[name=password]")?.type === "text");
    const first = await password.inputValue();
    await press("Create account");
    expect(await refusalBeside(localPart)).toContain("cannot stand before the @");
    expect(await localPart.inputValue()).toBe("ann..b");
    await localPart.fill("ann");
    await press("Create account");
    await page.getByText(`${address} is ready.`).waitFor();
    expect(await deliver(address)).toMatch(/^250 /);
    expect(await collected(address, first)).toBe(1);

    await page.getByRole("link", { name: "Open the account" }).click();
    await page.getByRole("heading", { name: address }).waitFor();
    await press("Change password");
    const dialog = page.getByRole("dialog", { name: "Change password" });
    const second = "seven quiet bicycles at dawn";
    await dialog.getByLabel("New password").fill(second);
    await dialog.getByRole("button", { name: "Set password" }).click();
    await page.getByRole("dialog", { name: "The password is set" }).getByRole("button", { name: "Done" }).click();
    await expect(collector(address, first)).rejects.toThrow("-ERR [AUTH]");
    expect(await collected(address, second)).toBe(1);

    await page.getByLabel("Another address").fill("not an address");
    await press("Add alias");
    expect(await refusalBeside(page.getByLabel("Another address"))).not.toBe("");
    await page.getByLabel("Another address").fill("info@shop.example");
    await press("Add alias");
    await page.getByRole("button", { name: "Delete the alias info@shop.example" }).waitFor();
    expect(await deliver("info@shop.example")).toMatch(/^250 /);
    expect(await collected(address, second)).toBe(2);

    await visitor.goTo("/domains");
    await page
      .getByRole("row", { name: /shop\.example/ })
      .getByRole("button", { name: "Catch-all" })
      .click();
    const catching = page.getByRole("dialog", { name: "Catch-all of shop.example" });
    const account = catching.getByLabel("Account");
    await account.fill("nobody@shop.example");
    await catching.getByRole("button", { name: "Save" }).click();
    await catching.getByText(/no account nobody@shop\.example/).waitFor();
    expect(await refusalBeside(account)).not.toBe("");
    await account.fill(address);
    await catching.getByRole("button", { name: "Save" }).click();
    await catching.waitFor({ state: "hidden" });
    await page.getByRole("cell", { name: address }).waitFor();
    expect(await deliver("anybody@shop.example")).toMatch(/^250 /);
    expect(await collected(address, second)).toBe(3);
    await page.goBack();
    await page.getByRole("heading", { name: address }).waitFor();

    const inside = await collector(address, second);
    await inside.command("DELE 1");
    const maySignIn = page.getByRole("switch", { name: "May sign in by POP3" });
    await visitor.flip(maySignIn);
    await inside.closed();
    await expect(collector(address, second)).rejects.toThrow("-ERR [AUTH]");
    expect(await deliver(address)).toMatch(/^250 /);
    await page.getByText(/may not sign in/).waitFor();
    await visitor.flip(maySignIn);
    await page.getByText(/and may sign in/).waitFor();
    expect(await collected(address, second)).toBe(4);

    await press("Delete account");
    const question = page.getByRole("alertdialog", { name: `Delete ${address}?` });
    const sure = question.getByRole("button", { name: "Delete account" });
    expect(await sure.isDisabled()).toBe(true);
    await question.getByLabel(`Type ${address} to confirm`).fill("ann");
    expect(await sure.isDisabled()).toBe(true);
    await question.getByLabel(`Type ${address} to confirm`).fill(address);
    await sure.click();
    await visitor.arriveAt("/accounts");
    await page.getByText("No accounts yet").waitFor();
    expect(await deliver(address)).toMatch(/^550 5\.1\.1 /);
    expect(await deliver("info@shop.example")).toMatch(/^550 5\.1\.1 /);
    await expect(collector(address, second)).rejects.toThrow("-ERR [AUTH]");
  });

  test("the sample is made by one click and removed by one", async () => {
    const visitor = await browser.open(server.url, { cookies });
    const { page } = visitor;
    await visitor.goTo("/domains");
    await page.getByRole("button", { name: "Make a sample" }).click();
    const ready = page.getByRole("dialog", { name: "The sample is ready" });
    const shown = await ready.getByRole("code").textContent();
    expect(await collected("demo@sample.popdesk.example", shown ?? "")).toBe(5);
    await ready.getByRole("button", { name: "Done" }).click();
    const row = page.getByRole("table", { name: "Domains" }).getByRole("link", { name: "sample.popdesk.example" });
    await row.waitFor();
    await page.getByRole("button", { name: "Remove the sample" }).click();
    const question = page.getByRole("alertdialog", { name: "Remove the sample?" });
    await question.getByRole("button", { name: "Remove the sample" }).click();
    await row.waitFor({ state: "detached" });
    expect(await deliver("demo@sample.popdesk.example")).toMatch(/^550 5\.1\.1 /);
    await page.getByRole("link", { name: "example.org", exact: true }).waitFor();
  });
});
