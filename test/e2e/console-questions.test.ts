import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Cookie } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { changeRetentionRule } from "#server/retention/change-rule.ts";
import { closeStore, openStore } from "#server/store.ts";
import { tester } from "#test/support/actor.ts";
import { describeInBrowser, useBrowser, type Visitor } from "#test/support/browser.ts";
import { type OwnedPopdesk, signIn, startOwnedPopdesk } from "#test/support/console.ts";
import { eventually } from "#test/support/eventually.ts";
import { LmtpClient } from "#test/support/lmtp-client.ts";
import { hasProgram, type Ran, runProgram } from "#test/support/popdesk.ts";

const [address, password, forgotten] = ["ann@example.org", "seven quiet bicycles at dawn", "nine loud trains at dusk"];
const photos = `From: bob@example.net\r\nSubject: Photos\r\n\r\n${`${"0123456789abcdef".repeat(4)}\r\n`.repeat(60_000)}`;
const contract =
  "From: bob@example.net\r\nMessage-ID: <contract.7@example.net>\r\nSubject: The contract\r\n\r\nSigned.\r\n";
const testMs = 240_000;
/** Of curl: the sign-in was refused. */
const curlDenied = 67;

describeInBrowser("what people ask who run mail, with the mail programs that make them ask", () => {
  const browser = useBrowser();
  let server: OwnedPopdesk;
  let cookies: Cookie[] | undefined;
  let folder: string;
  beforeAll(async () => {
    server = await startOwnedPopdesk({ accounts: [{ address, password: forgotten }] });
    const store = await openStore(server.environment);
    await changeRetentionRule(store, { level: "server", id: undefined, onDele: "keep" }, tester);
    await closeStore(store);
    folder = await mkdtemp(join(tmpdir(), "popdesk-client-"));
    await deliver(contract);
  });
  afterAll(async () => {
    await server?.end();
    await rm(folder, { recursive: true, force: true });
  });

  async function deliver(message: string): Promise<void> {
    const lmtp = await LmtpClient.open({ port: server.ports.LMTP ?? 0, host: "127.0.0.1" });
    await lmtp.send([address], Buffer.from(message));
    await lmtp.close();
  }

  const maildrop = (path = "") => `pop3s://127.0.0.1:${server.ports.POP3S}/${path}`;
  const curlOptions = ["-sS", "-k", "--user", `${address}:${password}`];
  const curl = (path = ""): Promise<Ran> => runProgram("curl", [...curlOptions, maildrop(path)]);

  /** Collects the mail and removes it, as fetchmail does unless it is told to keep it. */
  async function fetchmail(): Promise<Ran> {
    const file = join(folder, "fetchmailrc");
    const poll = `poll 127.0.0.1 service ${server.ports.POP3S} protocol pop3`;
    const user = `username "${address}" password "${password}" ssl no sslcertck nokeep no rewrite mda "cat >> ${folder}/mail"`;
    await writeFile(file, `${poll}\n  ${user}\n`, { mode: 0o600 });
    return runProgram("fetchmail", ["-f", file, "--invisible", "--nosyslog"], { FETCHMAILHOME: folder });
  }

  /** Signed in, at this page. */
  async function at(path: string): Promise<Visitor> {
    const visitor = await browser.open(server.url, { cookies });
    cookies ??= await signIn(visitor);
    await visitor.goTo(path);
    return visitor;
  }

  /** Asked as an administrator does who has nothing but the complaint. */
  async function explained(complaint: string): Promise<Visitor> {
    const visitor = await at("/overview");
    const { page } = visitor;
    await page.keyboard.press("Control+k");
    await page.keyboard.type(complaint);
    await page.getByRole("option", { name: /Explain a sign-in/ }).click();
    await visitor.arriveAt("/explain");
    await page.getByLabel("Address, IP address, or both").fill(address);
    await page.getByRole("button", { name: "Explain", exact: true }).click();
    return visitor;
  }

  test('"my mail program fetches nothing": the password it has is wrong, and is set anew', async () => {
    expect(await curl("1")).toMatchObject({ code: curlDenied, stdout: "" });
    const { page } = await explained("fetches nothing");
    await page.getByText("The last sign-in was refused, though: wrong password.").waitFor();
    await page.getByRole("button", { name: "Change password" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("New password").fill(password);
    await dialog.getByRole("button", { name: "Set password" }).click();
    await dialog.getByRole("button", { name: "Done" }).click();
    expect((await curl("1")).stdout).toContain("Subject: The contract");
  });

  describe.skipIf(!hasProgram("fetchmail"))("fetchmail", () => {
    test('"my mail is gone": it was downloaded and deleted, by which program, when; and it is brought back', {
      timeout: testMs,
    }, async () => {
      expect(await fetchmail()).toMatchObject({ code: 0 });
      expect((await curl()).stdout.trim()).toBe("");
      const visitor = await at("/messages");
      const { page } = visitor;
      await page.getByRole("searchbox").fill("contract.7@example.net");
      await page.getByRole("link", { name: "The contract" }).click();
      const life = visitor.card("What happened");
      await life.getByText("Delivered by LMTP").waitFor();
      const removal = life.getByRole("listitem").filter({ hasText: "Deleted by the mail program (DELE, then QUIT)" });
      await removal.waitFor();
      await page.getByText("It was removed, and can be brought back.", { exact: false }).waitFor();
      await page.getByRole("button", { name: "Restore", exact: true }).click();
      await page.getByText("One message restored, in place.").waitFor();
      await removal.getByRole("link", { name: "The session" }).click();
      await page.waitForURL((url) => url.pathname.startsWith("/sessions/"));
      await page.getByText("DELE 1").waitFor();
      await visitor.card("Mail of this session").getByRole("link", { name: "The contract" }).click();
      await page.waitForURL((url) => url.pathname.startsWith("/messages/"));
      expect((await curl("1")).stdout).toContain("Subject: The contract");
    });

    test('"the mailbox is locked": by a download over a slow line, which is ended from there', {
      timeout: testMs,
    }, async () => {
      await deliver(photos);
      const slow = spawn("curl", [...curlOptions, "--limit-rate", "10k", "-o", join(folder, "slow"), maildrop("2")]);
      const isOver = once(slow, "close");
      await eventually(async () => (await readFile(join(folder, "slow")).catch(() => "")).length > 0);
      const refused = await fetchmail();
      expect(`${refused.stdout}${refused.stderr}`).toMatch(/lock/i);
      expect(refused.code).not.toBe(0);

      const { page } = await explained("mailbox is locked");
      await page.getByText(`${address} cannot sign in: the maildrop is open in another session.`).waitFor();
      const obstacles = page.getByRole("list", { name: "What stands in the way now" });
      await obstacles.getByText("A session from 127.0.0.1 has it open.").waitFor();
      await obstacles.getByRole("button", { name: "End that session" }).click();
      await page.getByText(`${address} would be let in now, with the right password`).waitFor();
      expect(await fetchmail()).toMatchObject({ code: 0 });
      expect(await readFile(join(folder, "mail"), "latin1")).toContain("Subject: Photos");
      // It reads on what had left the server before.
      slow.kill();
      await isOver;
    });
  });
});
