"use client";

import { useEffect, useState } from "react";

export interface FoundAccount {
  id: number;
  address: string;
  displayName: string;
}

/** Accounts found by the server for what is typed; the last answer stays while the next is on its way. */
export function useFoundAccounts(text: string): readonly FoundAccount[] {
  const [found, setFound] = useState<readonly FoundAccount[]>([]);
  useEffect(() => {
    if (text.trim().length < 2) {
      setFound([]);
      return;
    }
    const abort = new AbortController();
    const timer = setTimeout(() => {
      fetch(`/api/palette?search=${encodeURIComponent(text.trim())}`, { signal: abort.signal })
        .then((response) => (response.ok ? response.json() : []))
        .then(setFound)
        .catch(() => {});
    }, 120);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [text]);
  return found;
}
