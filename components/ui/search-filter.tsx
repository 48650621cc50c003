"use client";

import { Spinner } from "@heroui/react";
import { Search, X } from "lucide-react";
import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { useCallback, useEffect, useRef, useState, useTransition } from "react";
import { Kbd } from "./kbd.tsx";

/** Of who types, before it is searched. */
const pauseMs = 180;

export interface SearchFilterProps {
  placeholder: string;
  /** Name in the address bar. */
  name?: string;
  /** What leaves the address bar with another search: the place in the list. */
  clears?: readonly string[];
}

const page = ["page"];

/** The page's filter: written to the address bar while one types. `/` focuses it, Escape empties it. */
export function SearchFilter({ placeholder, name = "search", clears = page }: SearchFilterProps) {
  const router = useRouter();
  const path = usePathname();
  const query = useSearchParams();
  const inAddress = query.get(name) ?? "";
  const [text, setText] = useState(inAddress);
  const [isPending, start] = useTransition();
  const sent = useRef(inAddress);

  useEffect(() => {
    if (inAddress !== sent.current) {
      sent.current = inAddress;
      setText(inAddress);
    }
  }, [inAddress]);

  const send = useCallback(() => {
    if (text === sent.current) return;
    sent.current = text;
    const next = new URLSearchParams(query);
    for (const each of clears) next.delete(each);
    if (text) next.set(name, text);
    else next.delete(name);
    start(() => router.replace(next.size > 0 ? `${path}?${next}` : path, { scroll: false }));
  }, [text, name, path, query, router, clears]);

  useEffect(() => {
    const timer = setTimeout(send, pauseMs);
    return () => clearTimeout(timer);
  }, [send]);

  return (
    <div className="relative flex w-full items-center sm:max-w-72">
      <span className="pointer-events-none absolute left-2.5 text-muted">
        {isPending ? (
          <Spinner size="sm" color="current" className="size-4" />
        ) : (
          <Search aria-hidden className="size-4" />
        )}
      </span>
      <input
        type="search"
        data-page-filter
        aria-label={placeholder}
        placeholder={placeholder}
        value={text}
        onChange={(event) => setText(event.target.value)}
        // Whoever goes on to a link must not be called back from there by what was typed.
        onBlur={send}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          if (text) setText("");
          else event.currentTarget.blur();
        }}
        className="peer h-8 w-full rounded-md border border-field-border bg-field px-8.5 text-field-foreground outline-none placeholder:text-field-placeholder focus:ring-2 focus:ring-focus max-sm:h-10 max-sm:text-base [&::-webkit-search-cancel-button]:hidden"
      />
      {text ? (
        <button
          type="button"
          aria-label="Empty the filter"
          onClick={() => setText("")}
          className="absolute right-1.5 flex size-6 items-center justify-center rounded-sm text-muted hover:text-foreground"
        >
          <X aria-hidden className="size-4" />
        </button>
      ) : (
        <span className="pointer-events-none absolute right-2 peer-focus:hidden max-sm:hidden">
          <Kbd>/</Kbd>
        </span>
      )}
    </div>
  );
}
