import { chmod, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Cookie } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { diagnosticDomain } from "#server/diagnostic-run/throw-away-account.ts";
import { closeStore, openStore, type Store } from "#server/store.ts";
import { describeInBrowser, useBrowser, type Visitor } from "#test/support/browser.ts";
import { type OwnedPopdesk, signIn, startOwnedPopdesk } from "#test/support/console.ts";
import { eventually } from "#test/support/eventually.ts";

/** A run signs in and delivers for real, on a machine that may be busy. */
const runMs = 60_000;

describeInBrowser("diagnostics from the browser", () => {
  const browser = useBrowser();
  let server: OwnedPopdesk;
  let store: Store;
  let cookies: Cookie[] | undefined;
  beforeAll(async () => {
    server = await startOwnedPopdesk();
    store = await openStore(server.environment);
  });
  afterAll(async () => {
    await closeStore(store);
    await server?.end();
  });

  async function at(path: string): Promise<Visitor> {
    const visitor = await browser.open(server.url, { cookies });
    cookies ??= await signIn(visitor);
    await visitor.goTo(path);
    return visitor;
  }

  test("a run shows its steps as they are done, ends in a sentence, and leaves no account", async () => {
    const loose = join(server.environment.dataDirectory, "left.txt");
    await writeFile(loose, "x");
    await chmod(loose, 0o644);
    const visitor = await at("/diagnostics");
    const { page } = visitor;
    await page.getByText("Nothing was tried yet").waitFor();
    await page.getByRole("button", { name: "Run now" }).click();
    const daemon = page.getByRole("list", { name: "Daemon and machine" });
    await daemon.getByText(/^Runs on /).waitFor({ timeout: runMs });
    const mail = page.getByRole("list", { name: "Mail in, mail out" });
    await mail
      .getByText(/came back as they were sent/)
      .first()
      .waitFor({ timeout: runMs });
    await page.getByRole("button", { name: "Copy as text for a ticket" }).waitFor({ timeout: runMs });
    await page
      .getByRole("status")
      .getByText(/to be looked at|does not work|do not work/)
      .waitFor();
    const sentBack = mail.getByRole("listitem").filter({ hasText: "came back as they were sent" }).first();
    await sentBack.getByText("The conversation").click();
    await sentBack.getByText("RETR 1").first().waitFor();
    await eventually(async () => !(await store.db.domain.findUnique({ where: { name: diagnosticDomain } })));

    const storage = page.getByRole("list", { name: "Storage" });
    await storage.getByText(/left\.txt \(0644\)/).waitFor();
    await storage.getByRole("button", { name: "Repair the modes" }).click();
    await eventually(async () => ((await stat(loose)).mode & 0o777) === 0o600);
  });

  test("a run can be cancelled, and the last ones are kept", async () => {
    const visitor = await at("/diagnostics");
    const { page } = visitor;
    await page.getByRole("button", { name: "Run now" }).click();
    await page.getByRole("button", { name: "Cancel" }).click();
    const runs = page.getByRole("table", { name: "Last runs" });
    await runs
      .getByText(/cancelled|done/)
      .first()
      .waitFor({ timeout: runMs });
    await page.getByRole("button", { name: "Run now" }).waitFor({ timeout: runMs });
    expect(await runs.getByRole("row").count()).toBeGreaterThanOrEqual(3);
  });
});
