import type { Page } from "playwright-core";

/** Pixels by which the page is wider than the window: what would have to be scrolled sideways. */
export function widthOverrun(page: Page): Promise<number> {
  return page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - innerWidth));
}
