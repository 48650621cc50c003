import { appendFile, mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { describeInBrowser, useBrowser } from "#test/support/browser.ts";
import { type OwnedPopdesk, signIn, startOwnedPopdesk } from "#test/support/console.ts";
import { widthOverrun } from "#test/support/width-overrun.ts";

/** What is done on the page comes about in another process, which may have little of a busy machine. */
const patience = { timeout: 30_000 };

describeInBrowser("log sources in the browser", () => {
  const browser = useBrowser();
  let server: OwnedPopdesk;
  let folder: string;
  let log: string;
  beforeAll(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), "popdesk-logs-")));
    log = join(folder, "mail.log");
    await writeFile(log, lines(1, 20));
    server = await startOwnedPopdesk({ variables: { POPDESK_LOG_FOLDERS: folder } });
  });
  afterAll(async () => {
    await server?.end();
    await rm(folder, { recursive: true, force: true });
  });

  function lines(from: number, until: number): string {
    const stamp = new Date().toISOString();
    return Array.from(
      { length: until - from },
      (_, index) => `${stamp} mail postfix/smtpd[${from + index}]: connect from a.example.org[192.0.2.7]\n`,
    ).join("");
  }

  test("a log is added, followed, switched off and deleted; what is wrong is said", async () => {
    const visitor = await browser.open(server.url);
    await signIn(visitor);
    await visitor.goTo("/logs/sources");
    const { page } = visitor;
    await page.getByText("No log is read", { exact: true }).waitFor();

    const add = async (path: string, name: string) => {
      await page.getByRole("button", { name: "Add a log" }).click();
      const dialog = page.getByRole("dialog", { name: "Add a log" });
      await dialog.getByLabel("Path").fill(path);
      await dialog.getByLabel("Name", { exact: true }).fill(name);
      await dialog.getByRole("button", { name: "Add", exact: true }).click();
      return dialog;
    };
    const refused = await add("/etc/passwd", "passwd");
    await refused.getByText(/lies outside the folders whose logs may be read/).waitFor();
    await page.keyboard.press("Escape");
    await refused.waitFor({ state: "hidden" });

    await (await add(log, "Postfix")).waitFor({ state: "hidden" });
    const row = page.getByRole("row", { name: "Postfix" });
    await row.getByText("Followed", { exact: true }).waitFor(patience);
    await row.getByText("19", { exact: true }).waitFor(patience);
    await appendFile(log, lines(20, 26));
    await row.getByText("25", { exact: true }).waitFor(patience);

    await (await add(join(folder, "later.log"), "Later")).waitFor({ state: "hidden" });
    const later = page.getByRole("row", { name: "Later" });
    await later.getByText("No such file", { exact: true }).waitFor(patience);
    await mkdir(join(folder, "later.log"));
    await later.getByText("Cannot be read", { exact: true }).waitFor(patience);
    await page.setViewportSize({ width: 390, height: 900 });
    expect(await widthOverrun(page)).toBeLessThanOrEqual(0);

    await page.setViewportSize({ width: 1280, height: 900 });
    await visitor.flip(row.getByRole("switch", { name: "Read Postfix" }));
    await row.getByText("Off", { exact: true }).waitFor(patience);

    await row.getByRole("button", { name: "Delete" }).click();
    const question = page.getByRole("alertdialog", { name: "Delete Postfix?" });
    await question.getByText("25 lines of it are forgotten").waitFor();
    const confirm = question.getByRole("button", { name: "Delete it with its lines" });
    expect(await confirm.isDisabled()).toBe(true);
    await question.getByLabel("Type DELETE to confirm").fill("DELETE");
    await confirm.click();
    await question.waitFor({ state: "hidden" });
    await row.waitFor({ state: "hidden" });
  });

  test("how long lines are kept is said before it is saved, and who changed it afterwards", async () => {
    const visitor = await browser.open(server.url);
    await signIn(visitor);
    await visitor.goTo("/logs/sources");
    const { page } = visitor;
    await page.getByText(/Lines are kept for 90 days/).waitFor();
    await page.getByText("As it came: nobody has changed this yet.").waitFor();
    await page.getByLabel("Days").fill("0");
    await page.getByRole("button", { name: "Save how long" }).click();
    await page.getByText("A whole number of days from 1 to 3650.").first().waitFor();
    await page.getByLabel("Days").fill("30");
    await page.getByRole("button", { name: "Save how long" }).click();
    await page.getByText(/Lines are kept for 30 days/).waitFor();
    await page.getByText(/^Changed .* by owner@example.org/).waitFor();
  });
});
