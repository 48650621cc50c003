"use client";

import { useRouter } from "next/navigation";
import { useEffect, useEffectEvent } from "react";
import { places } from "./navigation.ts";

const pauseMs = 1_200;

export interface KeyActions {
  openPalette: () => void;
  openHelp: () => void;
}

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  target.closest("input, textarea, select, [contenteditable=true], [role=textbox]") !== null;

/** A toast is an alertdialog too, by its role, and stands in nobody's way. */
const isDialogOpen = () => document.querySelector("[role=dialog], [role=alertdialog]:not(.toast)") !== null;

/** Ctrl+K from every field; `g` and a letter, `/` and `?` where nobody types and no dialog is open. */
export function useKeys({ openPalette, openHelp }: KeyActions): void {
  const router = useRouter();
  const act = useEffectEvent((event: KeyboardEvent, isAfterG: boolean): boolean => {
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (!isPlain) {
      if (event.key.toLowerCase() !== "k" || event.altKey) return false;
      event.preventDefault();
      if (!isDialogOpen()) openPalette();
      return false;
    }
    if (isTyping(event.target) || isDialogOpen()) return false;
    if (isAfterG) {
      const place = places.find(({ key }) => key === event.key);
      if (place) router.push(place.href);
      return false;
    }
    if (event.key === "/") {
      const filter = document.querySelector<HTMLInputElement>("[data-page-filter]");
      if (filter) event.preventDefault();
      filter?.select();
    }
    if (event.key === "?") openHelp();
    return event.key === "g";
  });

  useEffect(() => {
    let gAt = 0;
    const onKey = (event: KeyboardEvent) => {
      const isAfterG = event.timeStamp - gAt < pauseMs && gAt > 0;
      gAt = act(event, isAfterG) ? event.timeStamp : 0;
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
}
