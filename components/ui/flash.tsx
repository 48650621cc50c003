"use client";

import { usePathname } from "next/navigation";
import { useEffect } from "react";
import { showToast } from "./toasts.tsx";

/** Where an action that leads to another page leaves its word; server/web writes it. */
const cookie = /(?:^|; )flash=([^;]+)/;

/** Says on the page one arrives at what was done on the page that is gone. */
export function Flash() {
  const path = usePathname();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the word lies there when the path has changed
  useEffect(() => {
    const word = cookie.exec(document.cookie)?.[1];
    if (word === undefined) return;
    // biome-ignore lint/suspicious/noDocumentCookie: the cookie store is not in every browser yet
    document.cookie = "flash=; path=/; max-age=0";
    showToast("good", decodeURIComponent(word));
  }, [path]);
  return null;
}
