import { mkdir, mkdtemp, readdir, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Cookie } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { describeInBrowser, useBrowser, type Visitor } from "#test/support/browser.ts";
import { type OwnedPopdesk, signIn, startOwnedPopdesk } from "#test/support/console.ts";
import { LmtpClient } from "#test/support/lmtp-client.ts";
import { PopClient } from "#test/support/pop-client.ts";

const [address, password] = ["ann@example.org", "seven quiet bicycles at dawn"];
/** No process has it: beyond what Linux gives. */
const deadPid = 2 ** 22 + 1;

describeInBrowser("locks in the browser", () => {
  const browser = useBrowser();
  let server: OwnedPopdesk;
  let cookies: Cookie[] | undefined;
  let root: string;
  beforeAll(async () => {
    root = await realpath(await mkdtemp(join(tmpdir(), "popdesk-spools-")));
    server = await startOwnedPopdesk({ accounts: [{ address, password }], variables: { POPDESK_SPOOLS: root } });
    const lmtp = await LmtpClient.open({ port: server.ports.LMTP ?? 0, host: "127.0.0.1" });
    await lmtp.send([address], Buffer.from("Subject: hello\r\n\r\nHello.\r\n"));
    await lmtp.close();
  });
  afterAll(async () => {
    await server?.end();
    await rm(root, { recursive: true });
  });

  /** Signed in, at this page. */
  async function at(path: string): Promise<Visitor> {
    const visitor = await browser.open(server.url, { cookies });
    cookies ??= await signIn(visitor);
    await visitor.goTo(path);
    return visitor;
  }

  const popSignIn = () => PopClient.signIn(server.ports.POP3S ?? 0, address, password);

  test("a lock comes and goes by itself; a living one is cleared by a typed word, and its session removes nothing", async () => {
    const visitor = await at("/locks");
    const { page } = visitor;
    await page.getByText("No maildrop is locked: everybody can sign in.").waitFor();
    const first = await popSignIn();
    const row = page.getByRole("row", { name: address });
    await row.getByText("held", { exact: true }).waitFor();
    expect(await first.command("DELE 1")).toMatch(/^\+OK/);
    await row.getByText("DELE", { exact: true }).waitFor();
    await row.getByText("127.0.0.1").waitFor();

    await row.getByRole("button", { name: "Clear" }).click();
    const dialog = page.getByRole("alertdialog");
    await dialog.getByText("-ERR [SYS/TEMP]").waitFor();
    const confirm = dialog.getByRole("button", { name: "Clear the lock" });
    expect(await confirm.isDisabled()).toBe(true);
    await dialog.getByLabel("Type clear to confirm").fill("clear");
    await confirm.click();
    await page.getByText(`The lock is cleared: ${address} can sign in.`).waitFor();
    await row.waitFor({ state: "hidden" });

    const second = await popSignIn();
    await row.getByText("held", { exact: true }).waitFor();
    expect(await first.command("QUIT")).toMatch(/^-ERR \[SYS\/TEMP\]/);
    expect(await second.command("STAT")).toMatch(/^\+OK 1 /);
    await second.quit();
    await page.getByText("No maildrop is locked: everybody can sign in.").waitFor();
  });

  test("lock files of a folder are shown with their writers; a dead one's is removed, a living one's is not offered", async () => {
    const spool = join(root, "mail");
    await mkdir(spool);
    await writeFile(join(spool, "ann.pop3.lock"), String(deadPid));
    await writeFile(join(spool, "bob.lock"), String(process.pid));
    const visitor = await at("/locks");
    const { page } = visitor;
    const add = async (path: string) => {
      await page.getByRole("button", { name: "Look through a folder" }).click();
      const dialog = page.getByRole("dialog", { name: "Look through a folder" });
      await dialog.getByLabel("Folder").fill(path);
      await dialog.getByRole("button", { name: "Add", exact: true }).click();
      return dialog;
    };
    const refused = await add("/etc");
    await refused.getByText(/lies outside the folders that may be looked through/).waitFor();
    await page.keyboard.press("Escape");
    await (await add(spool)).waitFor({ state: "hidden" });
    await page.getByText("2 lock files, 1 left by a dead process.").waitFor();
    const dead = page.getByRole("row", { name: "ann.pop3.lock" });
    const alive = page.getByRole("row", { name: "bob.lock" });
    await alive.getByText("alive", { exact: true }).waitFor();
    expect(await alive.getByRole("button").count()).toBe(0);
    await dead.getByRole("button", { name: "Remove" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Remove the file" }).click();
    await page.getByText(`${spool}/ann.pop3.lock is removed.`).waitFor();
    await page.getByText("1 lock file, none left by a dead process.").waitFor();
    expect(await readdir(spool)).toEqual(["bob.lock"]);
  });
});
