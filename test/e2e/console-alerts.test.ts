import { afterAll, beforeAll, expect, test } from "vitest";
import { signatureOf } from "#server/alert/channel/webhook.ts";
import { changeRule } from "#server/alert/rules.ts";
import { readDaemonState } from "#server/node/read-daemon-state.ts";
import { closeStore, openStore } from "#server/store.ts";
import { tester } from "#test/support/actor.ts";
import { describeInBrowser, useBrowser } from "#test/support/browser.ts";
import { type OwnedPopdesk, signIn, startOwnedPopdesk } from "#test/support/console.ts";
import { eventually } from "#test/support/eventually.ts";
import { type Received, WebReceiver } from "#test/support/receivers.ts";
import { widthOverrun } from "#test/support/width-overrun.ts";

/** Conditions are looked at every five seconds. */
const noticedMs = 60_000;
const testMs = 240_000;

interface Told {
  readonly kind: string;
  readonly alerts: readonly { change: string; condition: string }[];
}

describeInBrowser("alerts, made true for real", () => {
  const browser = useBrowser();
  let server: OwnedPopdesk;
  let web: WebReceiver;
  let daemon = 0;
  beforeAll(async () => {
    [server, web] = await Promise.all([startOwnedPopdesk(), WebReceiver.open()]);
    const store = await openStore(server.environment);
    daemon = (await readDaemonState(store))?.pid ?? 0;
    // How full the disk of the machine is that runs the tests is no part of them.
    await changeRule(store, { condition: "disk-space", isEnabled: false }, tester);
    await closeStore(store);
  });
  afterAll(async () => {
    if (daemon > 0) process.kill(daemon, "SIGCONT");
    web?.close();
    await server?.end();
  });

  const told = () =>
    web.received.flatMap(({ body }) =>
      (JSON.parse(body) as Told).alerts.map(({ change, condition }) => `${condition} ${change}`),
    );

  test(
    "a daemon that stands still is told by a signed webhook, shown, acknowledged, and told to be back",
    async () => {
      const visitor = await browser.open(server.url);
      await signIn(visitor);
      const { page } = visitor;
      await visitor.goTo("/alerts");
      await page.getByText("Nobody is told yet").waitFor();
      await page.getByText("14 of 15 conditions are watched, and nobody is told", { exact: false }).waitFor();

      await page.getByRole("button", { name: "Webhook…" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByLabel("Name").fill("desk");
      await dialog.getByLabel("Address").fill(`${web.url}/hook`);
      await dialog.getByRole("button", { name: "Add" }).click();
      await dialog.getByText("The key of this webhook").waitFor();
      const key = /[0-9a-f]{64}/.exec((await dialog.textContent()) ?? "")?.[0] ?? "";
      await dialog.getByRole("button", { name: "Done" }).click();
      await page.getByRole("button", { name: "Test" }).click();
      await page.getByText(/^Delivered in /).waitFor();
      await page.getByText("200 OK: ok").first().waitFor();
      expect(isSigned(web.received[0], key)).toBe(true);

      const rule = page.getByRole("listitem").filter({ hasText: "A daemon has not been heard from" });
      await rule.getByRole("button", { name: "Change…" }).click();
      await dialog.getByLabel("Told when it has held for").fill("0");
      await dialog.getByLabel("Over when it has been gone for").fill("0");
      await dialog.getByRole("button", { name: "Save" }).click();
      await page.getByText("Told at once, over at once.").first().waitFor();

      process.kill(daemon, "SIGSTOP");
      const alert = page.getByRole("listitem").filter({ hasText: "The daemon has not been heard from since" });
      await alert.waitFor({ timeout: noticedMs });
      await eventually(() => told().includes("daemon-gone fired"), noticedMs);
      expect(isSigned(web.received.at(-1), key)).toBe(true);
      await page.getByText(/^1 alert, 1 critical\.$/).waitFor();
      await alert.getByRole("button", { name: "Acknowledge" }).click();
      await alert.getByText("silent until it is over", { exact: false }).waitFor();

      process.kill(daemon, "SIGCONT");
      await page.getByRole("status").getByText("Nothing is wrong.").waitFor({ timeout: noticedMs });
      await eventually(() => told().includes("daemon-gone resolved"), noticedMs);
      expect(told().filter((each) => each.startsWith("daemon-gone"))).toEqual([
        "daemon-gone fired",
        "daemon-gone resolved",
      ]);

      await page.getByRole("link", { name: "History", exact: true }).click();
      await visitor.arriveAt("/alerts/history");
      const past = page.getByRole("listitem").filter({ hasText: "The daemon has not been heard from since" });
      await past.getByText("over", { exact: true }).waitFor();
      await past.getByRole("link", { name: "Daemon gone" }).click();
      await page.getByText("Told that it is over by desk").waitFor();
      await page.getByText("Told by desk").waitFor();
      await page.setViewportSize({ width: 390, height: 800 });
      expect(await widthOverrun(page)).toBe(0);
      await visitor.goTo("/alerts");
      expect(await widthOverrun(page)).toBe(0);
    },
    testMs,
  );

  test(
    "quiet hours say what they would mean before they are saved, and what is refused stands beside its field",
    async () => {
      const visitor = await browser.open(server.url);
      await signIn(visitor);
      const { page } = visitor;
      await visitor.goTo("/alerts#quiet");
      await page.getByLabel("Quiet from").fill("00:00");
      await page.getByLabel("Until").fill("00:00");
      await page
        .getByText("It would be quiet now", { exact: false })
        .or(page.getByText("would not be quiet"))
        .waitFor();
      await page.getByLabel("Time zone").fill("Nowhere/Land");
      await page.getByRole("button", { name: "Save quiet hours" }).click();
      await page.getByText("A zone such as Europe/Vienna, or nothing.").waitFor();
      await page.getByLabel("Time zone").fill("Europe/Vienna");
      await page.getByLabel("Until").fill("07:00");
      await page.getByRole("button", { name: "Save quiet hours" }).click();
      await page.getByText("Quiet hours from 00:00 to 07:00 (Europe/Vienna) every day", { exact: false }).waitFor();
      await page.getByRole("button", { name: "E-mail…" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByRole("button", { name: "Add" }).click();
      await dialog.getByText("Who is to be told? Write at least one address.").waitFor();
    },
    testMs,
  );
});

function isSigned(received: Received | undefined, key: string): boolean {
  if (received === undefined) return false;
  const signature = signatureOf(key, String(received.headers["popdesk-timestamp"]), received.body);
  return received.headers["popdesk-signature"] === `v1=${signature}`;
}
