import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Cookie } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { writeCounts } from "#server/metric/write-counts.ts";
import { closeStore, openStore } from "#server/store.ts";
import { describeInBrowser, useBrowser, type Visitor } from "#test/support/browser.ts";
import { type OwnedPopdesk, signIn, startOwnedPopdesk } from "#test/support/console.ts";
import { eventually } from "#test/support/eventually.ts";
import { expositionOf } from "#test/support/exposition.ts";
import { PopClient } from "#test/support/pop-client.ts";

const [address, password] = ["ann@example.org", "seven quiet bicycles at dawn"];
const minuteMs = 60_000;

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

  test("a sign-in is on the overview within seconds; a range is dragged and left again; a table says the same", async () => {
    const overview = await at("/overview");
    await (await PopClient.signIn(server.ports.POP3S ?? 0, address, password)).quit();
    await overview.page.getByRole("link", { name: /Delivered, 24 hours/ }).waitFor();
    await overview.page.getByText("With TLS1", { exact: false }).waitFor();
    await overview.page.getByRole("link", { name: /^Sign-ins, 24 hours 1 0 refused/ }).click();
    await overview.arriveAt("/history");
    await overview.page.getByRole("row").filter({ hasText: address }).waitFor();
    await overview.page.close();

    await yesterday();
    const visitor = await at("/charts?range=day");
    const { page } = visitor;
    const chart = page.getByRole("figure", { name: "Sign-ins" });
    await chart.getByText("As a table").click();
    await chart.getByRole("cell", { name: "not counted" }).first().waitFor();
    await chart.getByRole("cell", { name: "40", exact: true }).first().waitFor();
    const area = chart.getByRole("slider");
    const box = await area.boundingBox();
    if (box === null) throw new Error("the chart is not shown");
    await page.mouse.move(box.x + box.width * 0.7, box.y + 40);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.9, box.y + 40, { steps: 4 });
    await page.mouse.up();
    await page.waitForURL(/\/charts\?from=\d+&until=\d+/);
    await page.getByRole("link", { name: "Back to the last hour" }).click();
    await page.waitForURL(/\/charts$/);

    await chart.getByRole("slider").focus();
    await page.keyboard.press("Home");
    expect(await chart.getByRole("slider").getAttribute("aria-valuetext")).toMatch(/With TLS (not counted|\d+)/);
    await page.getByRole("link", { name: "Month" }).click();
    await page.waitForURL(/range=month/);
    await page.getByText("A step is 4 h.").waitFor();
  }, 120_000);

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

  /** A busy day with an hour in which the daemon was away. */
  async function yesterday(): Promise<void> {
    const store = await openStore(server.environment);
    const nodeId = (await readFile(join(store.environment.dataDirectory, "node-id"), "utf8")).trim();
    const now = Date.now();
    for (let minute = 10; minute < 20 * 60; minute += 10) {
      if (minute > 600 && minute < 660) continue;
      const busy = Math.round(40 + 30 * Math.sin(minute / 90));
      await writeCounts(
        store,
        nodeId,
        now - minute * minuteMs,
        new Map([
          ["counted_seconds_total", 600],
          ["sign_ins_total/TLSv1.3", minute === 300 ? 40 : busy],
          ["sign_ins_total/none", Math.round(busy / 8)],
          ["sign_in_failures_total/wrong-password", Math.round(busy / 5)],
          ["sign_in_failures_total/in-use", minute % 70 === 0 ? 3 : 0],
          ["delivered_messages_total/lmtp", busy * 3],
          ["delivered_bytes_total/lmtp", busy * 90_000],
          ["retrieved_messages_total", busy * 2],
          ["retrieved_bytes_total", busy * 60_000],
          ["removed_messages_total", busy],
          ["command_duration_seconds/RETR/0.001", busy * 2 + 1],
          ["command_duration_seconds/PASS/0.005", busy],
          ["command_duration_seconds/PASS/0.05", Math.round(busy / 4)],
          ["now/sessions", Math.round(busy / 3)],
          ["now/stored_bytes", 4e9 + (1200 - minute) * 1e6],
          ["now/recoverable_bytes", 6e8],
        ]),
      );
    }
    await closeStore(store);
  }
});
