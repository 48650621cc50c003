"use client";

import { Search } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { Button } from "#components/ui/button.tsx";

/** One field: asked with Enter, and the question stands in the address bar. `/` focuses it. */
export function QuestionField({ asked }: { asked: string }) {
  const router = useRouter();
  const [text, setText] = useState(asked);
  const [isPending, start] = useTransition();
  return (
    <form
      action="/explain"
      className="flex w-full flex-col gap-2 sm:max-w-xl sm:flex-row"
      onSubmit={(event) => {
        event.preventDefault();
        const who = text.trim();
        start(() => router.push(who === "" ? "/explain" : `/explain?who=${encodeURIComponent(who)}`));
      }}
    >
      <div className="relative flex grow items-center">
        <Search aria-hidden className="pointer-events-none absolute left-3 size-4 text-muted" />
        <input
          type="search"
          name="who"
          data-page-filter
          aria-label="Address, IP address, or both"
          placeholder="ann@example.org 203.0.113.7"
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          value={text}
          onChange={(event) => setText(event.target.value)}
          className="h-9 w-full rounded-md border border-field-border bg-field pr-3 pl-9 text-field-foreground outline-none placeholder:text-field-placeholder focus:ring-2 focus:ring-focus max-sm:h-10 max-sm:text-base [&::-webkit-search-cancel-button]:hidden"
        />
      </div>
      <Button type="submit" variant="primary" size="md" isPending={isPending}>
        Explain
      </Button>
    </form>
  );
}
