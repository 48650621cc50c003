import type { Cookie } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { changeSettings } from "#server/setting/change-settings.ts";
import { closeStore, openStore, type Store } from "#server/store.ts";
import { tester } from "#test/support/actor.ts";
import { describeInBrowser, useBrowser, type Visitor } from "#test/support/browser.ts";
import { type OwnedPopdesk, refusalBeside, signIn, startOwnedPopdesk } from "#test/support/console.ts";
import { eventually } from "#test/support/eventually.ts";
import { proxiedPort } from "#test/support/proxied-listener.ts";
import { proxyV2From } from "#test/support/proxy-v2.ts";
import { RawClient } from "#test/support/raw-client.ts";

const [address, password] = ["ann@example.org", "seven quiet bicycles at dawn"];
const [guesser, owner] = ["203.0.113.9", "198.51.100.1"];
/** Obeyed within a second where the machine is free; a test that is in a hurry fails on one that is not. */
const obeyMs = 15_000;

describeInBrowser("sign-in protection from the browser", () => {
  const browser = useBrowser();
  let server: OwnedPopdesk;
  let store: Store;
  let port: number;
  let cookies: Cookie[] | undefined;
  beforeAll(async () => {
    server = await startOwnedPopdesk({ accounts: [{ address, password }], variables: { POPDESK_WORKERS: "2" } });
    store = await openStore(server.environment);
    await changeSettings(store, { signInFailureDelayMs: 0, guessDelaySeconds: 3_600, blockAfterRefusals: 30 }, tester);
    port = await proxiedPort(store, { tls: "none", cleartextSignIn: "always" });
  });
  afterAll(async () => {
    await closeStore(store);
    await server?.end();
  });

  async function attempt(from: string, tried: string): Promise<string> {
    const client = await RawClient.connect(port);
    client.write(proxyV2From(from, 40_000));
    const greeting = await client.line();
    const answer = greeting.startsWith("+OK") ? await client.signIn(address, tried) : greeting;
    if (answer.startsWith("+OK")) await client.command("QUIT");
    client.destroy();
    return answer;
  }

  /** Guesses until the answer is like this. */
  const until = (pattern: RegExp, from = guesser) =>
    eventually(async () => pattern.test(await attempt(from, `guess ${Math.random()}`)), 30_000);

  async function at(path: string): Promise<Visitor> {
    const visitor = await browser.open(server.url, { cookies });
    cookies ??= await signIn(visitor);
    await visitor.goTo(path);
    return visitor;
  }

  test("a guesser appears by itself, waits, and is let in from its row; what was refused can be read", async () => {
    const visitor = await at("/protection");
    const { page } = visitor;
    await page.getByText("Nobody has to wait", { exact: true }).waitFor();
    await page.getByText("Now: No network is kept out for guessing; nobody has to wait.").waitFor();
    await until(/^-ERR \[SYS\/TEMP\]/);
    const waiting = page.getByRole("table", { name: "Made to wait" }).getByRole("row").filter({ hasText: address });
    await waiting.getByText(guesser).waitFor();
    expect(await attempt(owner, password)).toMatch(/^\+OK/);
    await waiting.getByRole("button", { name: `Forget what ${guesser} guessed for ${address}` }).click();
    await page.getByText("Nobody has to wait", { exact: true }).waitFor();
    // Not in haste: what is held back meanwhile counts towards a block.
    await eventually(async () => (await attempt(guesser, password)).startsWith("+OK"), obeyMs, 700);

    const refused = page.getByRole("table", { name: "Refused sign-ins by network" });
    await refused.getByRole("link", { name: guesser }).click();
    await visitor.arriveAt("/protection/failures");
    const rows = page.getByRole("table", { name: "Refused sign-ins" }).getByRole("row");
    await rows.filter({ hasText: "wrong password" }).first().waitFor();
    await rows.filter({ hasText: "held back: too many wrong passwords from there" }).first().waitFor();
    expect(await rows.filter({ hasText: "guess 0" }).count()).toBe(0);
  });

  test("one that goes on is kept out, and lifted or allowed from its row", async () => {
    const other = "192.0.2.77";
    const visitor = await at("/protection");
    const { page } = visitor;
    await until(/kept out until/, other);
    const block = page.getByRole("table", { name: "Blocks" }).getByRole("row").filter({ hasText: other });
    await block.getByText(/refused sign-ins/).waitFor();
    await page.getByText(/Now: 1 network kept out for guessing/).waitFor();
    await block.getByRole("button", { name: `Lift the block of ${other}`, exact: true }).click();
    await eventually(async () => (await attempt(other, password)).startsWith("+OK"), obeyMs);
    await page.getByText("No network is kept out for guessing", { exact: true }).waitFor();

    const third = "192.0.2.99";
    await until(/kept out until/, third);
    const next = page.getByRole("table", { name: "Blocks" }).getByRole("row").filter({ hasText: third });
    await next.getByRole("button", { name: /always let it in/ }).click();
    await eventually(async () => (await attempt(third, password)).startsWith("+OK"), obeyMs);
    const rules = page.getByRole("table", { name: "Your rules" });
    await rules.getByRole("row").filter({ hasText: third }).getByText("always let in").waitFor();
  });

  test("a rule of one's own: nonsense is refused at its field, oneself only by a typed word, and it ends by a button", async () => {
    const visitor = await at("/protection");
    const { page } = visitor;
    await visitor.card("Your rules").getByRole("button", { name: "Keep out…" }).click();
    const dialog = page.getByRole("dialog", { name: "Keep a network out" });
    const network = dialog.getByLabel("Network");
    await network.fill("203.0.113.0/33");
    await dialog.getByRole("button", { name: "Keep it out" }).click();
    expect(await refusalBeside(network)).toContain("is no network");
    await network.fill("127.0.0.0/8");
    await dialog.getByRole("button", { name: "Keep it out" }).click();
    const word = dialog.getByLabel("Type block to confirm");
    expect(await refusalBeside(word)).toContain("this machine itself");
    await network.fill("198.51.100.0/24");
    await dialog.getByLabel("Note").fill("a flood");
    await dialog.getByRole("button", { name: "Keep it out" }).click();
    await dialog.waitFor({ state: "hidden" });
    const row = page.getByRole("table", { name: "Your rules" }).getByRole("row").filter({ hasText: "198.51.100.0/24" });
    await row.getByText("kept out").waitFor();
    await row.getByText("a flood").waitFor();
    await eventually(async () => (await attempt(owner, password)).startsWith("-ERR [SYS/PERM]"), obeyMs);
    await row.getByRole("button", { name: "Take 198.51.100.0/24 off the list" }).click();
    await eventually(async () => (await attempt(owner, password)).startsWith("+OK"), obeyMs);
  });

  test("what a wrong password costs is changed, and the sentence follows", async () => {
    const visitor = await at("/protection");
    const { page } = visitor;
    const waiting = visitor.card("Waiting");
    const free = waiting.getByLabel("Free wrong passwords for one account");
    await free.fill("0");
    await waiting.getByRole("button", { name: "Save waiting" }).click();
    expect(await refusalBeside(free)).toContain("from 1 to 1000");
    await waiting.getByText(/fields make sense\. Look at “Free wrong passwords for one account”/).waitFor();
    await free.fill("7");
    await waiting.getByText(/^In the last day /).waitFor();
    await waiting.getByRole("button", { name: "Save waiting" }).click();
    await page.getByText(/After 7 wrong passwords for an account from one network/).waitFor();
    await waiting.getByText(/Changed .* by owner@example.org/).waitFor();
    await page.getByText("Show the rules").click();
    await page.getByText("table inet popdesk").first().waitFor();
  });

  test("limits say what they would have meant for the sessions there were, before they are saved", async () => {
    const visitor = await at("/limits");
    const times = visitor.card("Waiting");
    await times.getByText(/^(No session is recorded yet\.|Of the last \d+ sessions, 0 had been silent)/).waitFor();
    await times.getByLabel("Silence before signing in").fill("1");
    await times.getByText(/fields make sense\. Look at “Silence before signing in”/).waitFor();
    await visitor.card("Mistakes and guesses").getByLabel("Delay of the first refusal").fill("1000");
    await visitor
      .card("Mistakes and guesses")
      .getByText(/waits 31 seconds in all \(with what is in force: 0 seconds\)/)
      .waitFor();
    await visitor.card("Session history").getByText("None of the conversations there are is that old.").waitFor();
    for (const title of [
      "One account",
      "Mail",
      "Receipts of messages",
      "What mail programs are told",
      "Ways to sign in",
    ]) {
      await visitor
        .card(title)
        .getByText(/^(By|Of) the (last|one)|^None |^No (session|receipt)|^Nobody/)
        .waitFor();
    }
  });
});
