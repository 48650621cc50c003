import type { Cookie, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { describeInBrowser, useBrowser, type VisitOptions, type Visitor } from "#test/support/browser.ts";
import { type OwnedPopdesk, owner, signIn, startOwnedPopdesk } from "#test/support/console.ts";
import { everyPage } from "#test/support/console-doors.ts";
import { eventually } from "#test/support/eventually.ts";
import { PopClient } from "#test/support/pop-client.ts";
import { widthOverrun } from "#test/support/width-overrun.ts";

const address = `a-rather-long-name-${"that-goes-on-".repeat(3)}ends@example.org`;
const password = "seven quiet bicycles at dawn";

/** There are many pages. */
const everyPageMs = 300_000;

describeInBrowser("the console on every device", () => {
  const browser = useBrowser();
  let server: OwnedPopdesk;
  let client: PopClient;
  let cookies: Cookie[] | undefined;
  beforeAll(async () => {
    server = await startOwnedPopdesk({ accounts: [{ address, password }] });
    client = await PopClient.signIn(server.ports.POP3S ?? 0, address, password);
  });
  afterAll(async () => {
    await client?.quit();
    await server?.end();
  });

  async function signedIn(viewport?: VisitOptions["viewport"]): Promise<Visitor> {
    const visitor = await browser.open(server.url, { cookies, viewport });
    cookies ??= await signIn(visitor);
    return visitor;
  }

  test("at a phone's width no page scrolls sideways, and the bar below leads everywhere", {
    timeout: everyPageMs,
  }, async () => {
    const visitor = await signedIn({ width: 390, height: 844 });
    const { page } = visitor;
    await visitor.goTo("/sessions");
    const session = await page.getByRole("table", { name: "Live sessions" }).getByRole("link").first();
    const sessionPath = (await session.getAttribute("href")) ?? "";
    const paths = everyPage().filter(
      (path) => !path.startsWith("/set-up") && !/^\/(1|sign-in|sessions\/1)?$/.test(path),
    );
    expect(paths.length).toBeGreaterThan(6);
    for (const path of [...paths, sessionPath]) {
      await visitor.goTo(path);
      expect([path, await widthOverrun(page)]).toEqual([path, 0]);
    }
    const bar = page.getByRole("navigation", { name: "Main pages" });
    await bar.getByRole("link", { name: "Listeners" }).click();
    await visitor.arriveAt("/listeners");
    await bar.getByRole("button", { name: "Menu" }).click();
    const menu = page.getByRole("dialog", { name: "Menu" });
    await menu.getByRole("link", { name: "Preferences" }).click();
    await visitor.arriveAt("/preferences");
    await menu.waitFor({ state: "hidden" });
  });

  test("without a mouse: sign in, skip to the page, find a page, and see where one is", async () => {
    const visitor = await browser.open(server.url);
    const { page } = visitor;
    const { keyboard } = page;
    await visitor.goTo("/sign-in");
    await eventually(() => page.getByLabel("E-mail address").evaluate((field) => field === document.activeElement));
    await keyboard.type(owner.email);
    await keyboard.press("Tab");
    await keyboard.type(owner.password);
    await keyboard.press("Enter");
    await visitor.arriveAt("/overview");

    await page.reload();
    await visitor.ready();
    await keyboard.press("Tab");
    const skip = page.getByRole("link", { name: "Skip to the page" });
    expect(await skip.evaluate((link) => link === document.activeElement)).toBe(true);
    expect((await skip.boundingBox())?.width).toBeGreaterThan(50);
    const stops: string[] = [];
    for (let stop = await focusOf(page); stop !== null; stop = await focusOf(page)) {
      expect(stop).toEqual({ name: stop.name, isSeen: true });
      stops.push(stop.name);
      await keyboard.press("Tab");
    }
    expect(stops).toEqual(expect.arrayContaining(["Overview", "Preferences", "Sign out", "Dark", "All listeners"]));
    await keyboard.press("Tab");
    await keyboard.press("Enter");
    await keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.closest("main")?.id)).toBe("content");

    await keyboard.press("Control+k");
    const palette = page.getByRole("dialog", { name: "Find pages, accounts and actions" });
    await palette.waitFor();
    await keyboard.type("close 110");
    await palette.getByRole("option", { name: "Listeners", selected: true }).waitFor();
    await keyboard.press("Enter");
    await visitor.arriveAt("/listeners");
    await palette.waitFor({ state: "hidden" });
    await keyboard.press("Control+k");
    await keyboard.type("rather-long");
    await palette.getByRole("option", { name: /^a-rather-long-name/ }).waitFor();
    await keyboard.press("Escape");
    await palette.waitFor({ state: "hidden" });
    await keyboard.press("g");
    await keyboard.press("a");
    await visitor.arriveAt("/accounts");
    await keyboard.press("/");
    await keyboard.type("long");
    await page.waitForURL(/search=long/);
  });

  test("the dark theme stays through a reload, from the first paint on", async () => {
    const visitor = await signedIn();
    const { page } = visitor;
    await page.emulateMedia({ colorScheme: "light" });
    // What <html> looked like when the first thing of the page could be painted.
    await page.addInitScript(() => {
      const observer = new MutationObserver(() => {
        if (document.body === null) return;
        Object.assign(window, { classAtFirst: document.documentElement.className });
        observer.disconnect();
      });
      observer.observe(document, { childList: true, subtree: true });
    });
    const classAtFirst = () => page.evaluate(() => (window as unknown as { classAtFirst: string }).classAtFirst);
    const background = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    await visitor.goTo("/preferences");
    expect(await classAtFirst()).toBe("light");
    const light = await background();
    await page.getByRole("main").getByRole("button", { name: "Dark" }).click();
    await page.locator("html.dark").waitFor();
    const dark = await background();
    expect(dark).not.toBe(light);
    for (const path of ["/preferences", "/overview"]) {
      await visitor.goTo(path);
      expect(await classAtFirst()).toBe("dark");
      expect(await background()).toBe(dark);
    }
    await visitor.goTo("/preferences");
    await page.getByRole("main").getByRole("button", { name: "As the system" }).click();
    await page.locator("html.light").waitFor();
    await page.emulateMedia({ colorScheme: "dark" });
    await page.locator("html.dark").waitFor();
  });
});

/** What has the focus, and whether that can be seen: it, or what stands for it, looks otherwise without. Null: nothing on the page. */
function focusOf(page: Page): Promise<{ name: string; isSeen: boolean } | null> {
  return page.evaluate(async () => {
    const element = document.activeElement;
    if (!(element instanceof HTMLElement) || element === document.body) return null;
    const look = async () => {
      await new Promise(requestAnimationFrame);
      const parts = [element, element.parentElement ?? element, ...element.querySelectorAll("*")];
      const styles = parts.flatMap((part) => [getComputedStyle(part), getComputedStyle(part, "::after")]);
      return styles.map(({ outline, boxShadow }) => `${outline} ${boxShadow}`).join();
    };
    const focused = await look();
    element.blur();
    const blurred = await look();
    element.focus();
    return { name: element.getAttribute("aria-label") ?? element.textContent ?? "", isSeen: focused !== blurred };
  });
}
