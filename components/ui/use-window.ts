"use client";

import { type RefObject, useEffect, useState } from "react";

/** Rows beyond the edges of what is seen, so that scrolling finds them there. */
const beyond = 12;

export interface Visible {
  /** Of the rows shown: from `start`, `end` not among them. */
  readonly start: number;
  readonly end: number;
}

/**
 * Which of `count` rows of `rowPixels` each are to be seen in a box that scrolls: only those need to be there. Before a script has run
 * it is the first few.
 */
export function useWindow(box: RefObject<HTMLElement | null>, count: number, rowPixels: number): Visible {
  const [seen, setSeen] = useState({ start: 0, end: 40 });
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const look = () => {
      const start = Math.max(0, Math.floor(element.scrollTop / rowPixels) - beyond);
      const end = Math.ceil((element.scrollTop + element.clientHeight) / rowPixels) + beyond;
      setSeen((before) => (before.start === start && before.end === end ? before : { start, end }));
    };
    look();
    element.addEventListener("scroll", look, { passive: true });
    const resized = new ResizeObserver(look);
    resized.observe(element);
    return () => {
      element.removeEventListener("scroll", look);
      resized.disconnect();
    };
  }, [box, rowPixels]);
  const end = Math.min(count, seen.end);
  return { start: Math.min(seen.start, Math.max(0, end - 1)), end };
}
