import { appendFile, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Cookie } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createSource } from "#server/log-source/change-sources.ts";
import { newSource } from "#server/log-source/schema.ts";
import { closeStore, openStore, type Store } from "#server/store.ts";
import { tester } from "#test/support/actor.ts";
import { describeInBrowser, useBrowser, type Visitor } from "#test/support/browser.ts";
import { type OwnedPopdesk, signIn, startOwnedPopdesk } from "#test/support/console.ts";
import { eventually } from "#test/support/eventually.ts";
import { widthOverrun } from "#test/support/width-overrun.ts";

/** Lines come about in another process, which may have little of a busy machine. */
const patience = { timeout: 30_000 };
const ann = { address: "ann@example.org", password: "seven quiet bicycles at dawn" };
const guesser = "192.0.2.66";
const queueId = "4XyZ1b2c3dz9";

describeInBrowser("mail logs in the browser", () => {
  const browser = useBrowser();
  let server: OwnedPopdesk;
  let store: Store;
  let folder: string;
  let log: string;
  let cookies: Cookie[] | undefined;
  beforeAll(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), "popdesk-logs-")));
    log = join(folder, "mail.log");
    await writeFile(log, written().join(""));
    server = await startOwnedPopdesk({ accounts: [ann], variables: { POPDESK_LOG_FOLDERS: folder } });
    store = await openStore({ ...server.environment, logRoots: [folder] });
    await createSource(store, newSource.parse({ name: "Mail", path: log }), tester);
    await eventually(async () => (await store.logs.logEntry.count()) === written().length, patience.timeout);
  });
  afterAll(async () => {
    if (store) await closeStore(store);
    await server?.end();
    await rm(folder, { recursive: true, force: true });
  });

  const line = (secondsAgo: number, text: string) =>
    `${new Date(Date.now() - secondsAgo * 1000).toISOString()} mx ${text}\n`;

  /** Programs that real machines have, a stranger who writes markup for a name, and a line that nothing fits. */
  function written(): string[] {
    return [
      line(300, `postfix/smtpd[810]: ${queueId}: client=mail.example.net[192.0.2.9]`),
      line(299, `postfix/cleanup[815]: ${queueId}: message-id=<20261121.7@example.net>`),
      line(298, `postfix/qmgr[702]: ${queueId}: from=<eve@example.net>, size=1204, nrcpt=1 (queue active)`),
      line(
        297,
        `postfix/lmtp[819]: ${queueId}: to=<ann@example.org>, relay=none, delay=0.1, delays=0/0/0.1/0, dsn=4.4.1, status=deferred (connect to 127.0.0.1[127.0.0.1]:24: Connection refused)`,
      ),
      ...Array.from({ length: 40 }, (_, index) =>
        line(200 - index, `postfix/smtpd[${900 + index}]: connect from a${index}.example.net[198.51.100.${index}]`),
      ),
      line(
        90,
        `dovecot: pop3-login: Disconnected (auth failed, 3 attempts in 9 secs): user=<ann@example.org>, method=PLAIN, rip=${guesser}, lip=192.0.2.1, TLS, session=<abcd>`,
      ),
      line(
        60,
        `dovecot: pop3-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<<img src=x onerror=alert(1)>>, method=PLAIN, rip=203.0.113.4, lip=192.0.2.1, TLS, session=<efgh>`,
      ),
      line(30, "strange[1]: nobody ever taught us this"),
    ];
  }

  async function at(path: string): Promise<Visitor> {
    const visitor = await browser.open(server.url, { cookies });
    cookies ??= await signIn(visitor);
    await visitor.goTo(path);
    return visitor;
  }

  const lines = ({ page }: Visitor) => page.getByRole("table", { name: "Lines of mail logs" });

  test("a failed sign-in is found, explained, and its address kept out and let in again from its row", async () => {
    const visitor = await at("/logs");
    const { page } = visitor;
    const rows = lines(visitor).getByRole("row");
    await rows.filter({ hasText: "nobody ever taught us this" }).getByText("not understood").waitFor();
    expect(await rows.nth(1).textContent()).toContain("nobody ever taught us this");
    await rows.filter({ hasText: "<img src=x onerror=alert(1)>" }).waitFor();
    const failed = rows.filter({ hasText: guesser });
    await failed.getByRole("link").first().click();
    await page.getByRole("region", { name: "What it means" }).getByText("What to check").waitFor();
    await page.getByRole("link", { name: ann.address, exact: true }).waitFor();
    expect(new URL(page.url()).searchParams.get("open")).toMatch(/^\d+$/);

    await page.getByRole("button", { name: `Keep ${guesser} out…` }).click();
    const dialog = page.getByRole("dialog", { name: "Keep a network out" });
    expect(await dialog.getByLabel("Note").inputValue()).toContain("sign in failed of ann@example.org");
    await dialog.getByRole("button", { name: "Keep it out" }).click();
    await dialog.waitFor({ state: "hidden" });
    await page.getByText(`${guesser} is kept out`, { exact: true }).waitFor();
    await page.getByRole("button", { name: `Take ${guesser} off the list` }).click();
    await page.getByRole("button", { name: `Keep ${guesser} out…` }).waitFor();

    await page.getByRole("link", { name: `Show only IP address ${guesser}` }).click();
    await page.waitForURL(/remoteIp=192\.0\.2\.66/);
    await page.getByRole("list", { name: "Filters" }).getByText(guesser).waitFor();
    await rows.filter({ hasText: "nobody ever taught us this" }).waitFor({ state: "hidden" });
    const exported = await page.request.get(
      `${server.url}${(await page.getByRole("link", { name: "NDJSON" }).getAttribute("href")) ?? ""}`,
    );
    const found = (await exported.text()).trim().split("\n");
    expect(found.map((each) => JSON.parse(each) as object)).toMatchObject([
      { event: "sign-in-failed", account: ann.address, remoteIp: guesser, raw: expect.stringContaining("3 attempts") },
    ]);
    await page.getByRole("link", { name: /^Remove the filter IP address/ }).click();
    await rows.filter({ hasText: "nobody ever taught us this" }).waitFor();
  });

  test("what comes is followed; nonsense in the address is named; words are looked for; a phone shows it all", async () => {
    const visitor = await at("/logs?seconds=often");
    const { page } = visitor;
    const rows = lines(visitor).getByRole("row");
    await page.getByText("The filter seconds=often was left out.").waitFor();
    await page.getByRole("link", { name: "Without it" }).click();
    await page.getByText("The filter seconds=often was left out.").waitFor({ state: "hidden" });
    await page.getByRole("link", { name: "Follow new lines" }).click();
    await page.getByText("New lines appear here as they come.").waitFor();
    await appendFile(log, line(0, "postfix/smtpd[999]: connect from late.example.net[192.0.2.99]"));
    await rows.filter({ hasText: "late.example.net" }).waitFor(patience);
    await page.getByRole("link", { name: "Stop following" }).click();
    await page.getByText("New lines appear here as they come.").waitFor({ state: "hidden" });

    await page.getByPlaceholder("Words of the line").fill("taught us");
    await page.waitForURL(/text=taught/);
    await rows.filter({ hasText: "late.example.net" }).waitFor({ state: "hidden" });
    await rows.filter({ hasText: "nobody ever taught us this" }).getByRole("link").first().click();
    await page.getByRole("link", { name: "Lines around it" }).click();
    await page.getByRole("table", { name: "Lines around it" }).getByText("onerror").first().waitFor();
    for (const path of [new URL(page.url()).pathname, "/logs", `/logs/message?what=${queueId}`]) {
      await visitor.goTo(path);
      await page.setViewportSize({ width: 390, height: 844 });
      expect([path, await widthOverrun(page)]).toEqual([path, 0]);
    }
  });

  test("the way of a message is told from its queue id, with what is missing", async () => {
    const visitor = await at("/logs");
    const { page } = visitor;
    await page.getByRole("link", { name: "Way of a message" }).click();
    await visitor.arriveAt("/logs/message");
    await page.getByRole("main").getByRole("searchbox").fill(queueId);
    await page.keyboard.press("Enter");
    await page.waitForURL(new RegExp(queueId));
    await page.getByText("Connection refused").first().waitFor();
    await page.getByText("eve@example.net").first().waitFor();
  });
});
