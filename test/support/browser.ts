import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { type Browser, type BrowserContext, type Cookie, chromium, type Locator, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect } from "vitest";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const places = [...(process.env.PATH ?? "").split(delimiter), "/usr/bin", "/usr/local/bin", "/snap/bin"];
const switches = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const executablePath = [
  process.env.POPDESK_CHROMIUM ?? "",
  ...names.flatMap((name) => places.filter((place) => place !== "").map((place) => join(place, name))),
].find((path) => path !== "" && existsSync(path));

/** `describe` for what needs a browser: where there is none, its tests are skipped by name. */
export const describeInBrowser = describe.skipIf(executablePath === undefined);

if (executablePath === undefined) {
  console.warn(
    "No Chromium is installed, so the tests of the console are skipped. Install it (Debian: apt-get install chromium), " +
      "or name one elsewhere: POPDESK_CHROMIUM=/path npm test",
  );
}

/** POPDESK_SLOW_BROWSER=4: pages are so many times slower, which brings out races that a slow machine would meet once in many runs. */
const slowness = Number(process.env.POPDESK_SLOW_BROWSER ?? 1);

export interface VisitOptions {
  /** Of a browser that was signed in before. */
  readonly cookies?: readonly Cookie[];
  readonly viewport?: { width: number; height: number };
}

/**
 * One browser for the tests of a block, with a warm cache and, at the start of each test, no cookies. A test fails for whatever its
 * page complained of: an exception, an error or a warning on the console (the policy against foreign scripts speaks there), a
 * request to any other origin.
 */
export function useBrowser(): { open(origin: string, options?: VisitOptions): Promise<Visitor> } {
  let browser: Browser;
  let context: BrowserContext;
  let visitors: Visitor[] = [];
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args: switches });
    context = await browser.newContext({ ignoreHTTPSErrors: true, reducedMotion: "reduce" });
    context.setDefaultTimeout(15_000);
  });
  afterEach(async ({ task }) => {
    const complaints = visitors.flatMap((visitor) => visitor.complaints);
    if (task.result?.state === "fail") {
      const seen = await Promise.all(visitors.map((visitor) => visitor.seen()));
      // With the failure itself: what is only printed is far from it, or cut off.
      const failure = task.result.errors?.at(-1);
      if (failure) failure.message = [failure.message, ...seen].join("\n\n");
    }
    await Promise.all(visitors.map(({ page }) => page.close()));
    await context.clearCookies();
    visitors = [];
    expect(complaints).toEqual([]);
  });
  afterAll(() => browser?.close());
  return {
    async open(origin, { cookies = [], viewport }: VisitOptions = {}) {
      await context.addCookies(cookies);
      const page = await context.newPage();
      if (slowness > 1) {
        const devTools = await context.newCDPSession(page);
        await devTools.send("Emulation.setCPUThrottlingRate", { rate: slowness });
      }
      if (viewport) await page.setViewportSize(viewport);
      const visitor = new Visitor(origin, page);
      visitors.push(visitor);
      return visitor;
    },
  };
}

/** Somebody with a window of the browser. */
export class Visitor {
  readonly complaints: string[] = [];

  constructor(
    readonly origin: string,
    readonly page: Page,
  ) {
    page.on("pageerror", (error) => this.complaints.push(`exception: ${error.message}`));
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) this.complaints.push(`${message.type()}: ${message.text()}`);
    });
    page.on("request", (request) => {
      const { protocol, origin: asked } = new URL(request.url());
      if (asked !== origin && !["data:", "blob:"].includes(protocol)) {
        this.complaints.push(`request to another origin: ${request.url()}`);
      }
    });
  }

  /** Cookies of this window's browser. */
  cookies(): Promise<Cookie[]> {
    return this.page.context().cookies();
  }

  /** Opens a path, or a whole address, and waits until the page can be used. */
  async goTo(path: string): Promise<void> {
    await this.page.goto(new URL(path, this.origin).href);
    await this.ready();
  }

  /** Waits until the page is at this path, wherever a button or a redirect led. */
  async arriveAt(path: string): Promise<void> {
    await this.page.waitForURL((url) => url.pathname === path);
    await this.ready();
  }

  /** Waits until React has taken over everything on the page that can be pressed: before that, a press would do nothing. */
  async ready(): Promise<void> {
    await this.page.waitForFunction(() => {
      const parts = [...document.querySelectorAll("h1, main button, main input, main form, aside button")];
      const isAlive = (part: Element) => Object.keys(part).some((key) => key.startsWith("__reactProps$"));
      return document.querySelector("h1") !== null && parts.every(isAlive);
    });
  }

  /** What somebody reads in this window now, where it is, and what it complained of: what a failed test is understood by. */
  async seen(): Promise<string> {
    const outline = await this.page
      .locator("body")
      .ariaSnapshot()
      .catch((error: Error) => error.message);
    return [`seen at ${this.page.url()}:`, ...this.complaints, outline].join("\n").slice(0, 16_000);
  }

  /** The card of a page with this heading. */
  card(heading: string) {
    return this.page.locator("section").filter({ has: this.page.getByRole("heading", { name: heading, exact: true }) });
  }

  /** Presses a switch as a finger does: what is seen of it is the label around it. */
  async flip(control: Locator): Promise<void> {
    await control.locator("xpath=ancestor::label").click();
  }
}
