import type { Cookie } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { describeInBrowser, useBrowser } from "#test/support/browser.ts";
import { type OwnedPopdesk, refusalBeside, signIn, startOwnedPopdesk } from "#test/support/console.ts";
import { eventually } from "#test/support/eventually.ts";
import { RawClient } from "#test/support/raw-client.ts";

const ann = { address: "ann@example.org", password: "violet tractor sings" };

describeInBrowser("policies of a listener from the browser", () => {
  const browser = useBrowser();
  let server: OwnedPopdesk;
  let cookies: Cookie[];
  beforeAll(async () => {
    server = await startOwnedPopdesk({ accounts: [ann] });
    const client = await RawClient.connect(server.ports.POP3 ?? 0);
    await client.line();
    expect(await client.signIn(ann.address, ann.password)).toMatch(/^\+OK/);
    await client.command("QUIT");
  });
  afterAll(() => server?.end());

  test("who breaks is listed; a closing date is refused in the past, counted down to, and called off", async () => {
    const visitor = await browser.open(server.url);
    const { page } = visitor;
    cookies = await signIn(visitor);
    await visitor.goTo("/listeners");
    await visitor.card("POP3").getByRole("link", { name: "Who breaks if it closes?" }).click();
    await page.getByRole("heading", { name: "Who breaks if I close POP3?" }).waitFor();
    await visitor.ready();
    const table = page.getByRole("table", { name: "Sign-ins of the last 30 days" });
    await table.getByRole("link", { name: ann.address }).waitFor();
    await table.getByText("in the clear").waitFor();
    await page.getByText("If it closes, 1 account from 1 address must come another way").waitFor();
    const file = await page.context().request.get(`${page.url()}/use.csv?tls=no`);
    expect(await file.text()).toMatch(/^listener,account,.*\r\nPOP3,ann@example\.org,127\.0\.0\.1,none,/);

    const when = page.getByLabel("When");
    await when.fill("2020-01-01T08:00");
    await page.getByRole("button", { name: "Plan it" }).click();
    await page.getByText("This lies in the past").waitFor();
    expect(await refusalBeside(when)).toMatch(/past/);
    await when.fill(`${new Date().getUTCFullYear() + 1}-12-01T08:00`);
    await page.getByRole("button", { name: "Plan it" }).click();
    await page.getByText(/POP3 closes by itself in \d+ days/).waitFor();
    await page.getByRole("button", { name: "Call it off" }).click();
    await page.getByRole("button", { name: "Plan it" }).waitFor();
  });

  test("an exception lets in who is spared while TLS is required, and nobody once it is ended", async () => {
    const visitor = await browser.open(server.url, { cookies });
    const { page } = visitor;
    await visitor.goTo("/listeners");
    await visitor.flip(visitor.card("POP3").getByRole("switch", { name: "Require TLS" }));
    const attempt = async () => {
      const client = await RawClient.connect(server.ports.POP3 ?? 0);
      await client.line();
      const answer = await client.signIn(ann.address, ann.password);
      client.destroy();
      return answer;
    };
    await eventually(async () => (await attempt()).startsWith("-ERR [AUTH]"));
    await visitor.card("POP3").getByRole("link", { name: "Who breaks if it closes?" }).click();
    await page.getByRole("heading", { name: "Who breaks if I close POP3?" }).waitFor();
    await visitor.ready();
    await page.getByRole("button", { name: "Add an exception" }).click();
    const dialog = page.getByRole("dialog");
    const network = dialog.getByRole("textbox", { name: "Network" });
    await network.fill("127.0.0.1/8");
    await dialog.getByRole("button", { name: "Add", exact: true }).click();
    await dialog.getByText("write 127.0.0.0/8 for the network").waitFor();
    expect(await refusalBeside(network)).toMatch(/machine and a network/);
    await network.fill("127.0.0.0/8");
    await dialog.getByRole("button", { name: "Add", exact: true }).click();
    await dialog.waitFor({ state: "hidden" });
    await page.getByText("127.0.0.0/8").first().waitFor();
    await eventually(async () => (await attempt()).startsWith("+OK"));
    await page.getByRole("button", { name: "End it now" }).click();
    await page.getByText("ended early").waitFor();
    await eventually(async () => (await attempt()).startsWith("-ERR [AUTH]"));
    await page.getByRole("button", { name: `Spare ${ann.address} for two hours` }).click();
    await eventually(async () => (await attempt()).startsWith("+OK"));
  });

  test("an account's set-up page has its settings, two codes and files that name what is open", async () => {
    const visitor = await browser.open(server.url, { cookies });
    const { page } = visitor;
    await visitor.goTo("/listeners");
    await page.getByText("No listener for the web").waitFor();
    await page.getByRole("button", { name: "Add a listener" }).click();
    const dialog = page.getByRole("dialog", { name: "Add a listener" });
    await dialog.getByRole("button", { name: /Kind/ }).click();
    await page.getByRole("option", { name: /Public web/ }).click();
    await dialog.getByRole("textbox", { name: "Name" }).fill("Web");
    await dialog.getByRole("textbox", { name: "Port" }).fill("0");
    await dialog.getByRole("button", { name: "Add", exact: true }).click();
    await dialog.waitFor({ state: "hidden" });
    await page.getByText(/Mail programs find their settings, .* on port \d+ \(http/).waitFor();
    await visitor.goTo("/accounts");
    await page.getByRole("link", { name: ann.address }).click();
    await page.getByRole("link", { name: "Set-up, QR code, files" }).click();
    await page.getByRole("heading", { name: `Set up ${ann.address}` }).waitFor();
    await page.getByRole("img", { name: /QR code: https?:\/\/.*mail\.mobileconfig/ }).waitFor();
    await page.getByRole("img", { name: /QR code: Mail of ann@example\.org/ }).waitFor();
    const file = await page.context().request.get(`${page.url()}/unsigned-profile`);
    expect(file.headers()["content-type"]).toBe("application/x-apple-aspen-config");
    expect(await file.text()).toContain(`<integer>${server.ports.POP3S}</integer>`);
    const missing = await page.context().request.get(`${page.url()}/passwords`);
    expect(missing.status()).toBe(404);
  });

  test("files are for administrators alone", async () => {
    for (const path of ["/accounts/1/set-up/profile", "/listeners/1/use.csv"]) {
      expect((await fetch(server.url + path, { redirect: "manual" })).status).toBe(401);
    }
  });
});
