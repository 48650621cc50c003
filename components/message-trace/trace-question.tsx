import { Search } from "lucide-react";

/** Which message? A plain form: it works before a script has run, and its answer has an address. */
export function TraceQuestionField({ asked }: { asked: string }) {
  return (
    <form action="/logs/message" className="flex flex-wrap items-center gap-2">
      <div className="relative flex w-full items-center sm:max-w-96">
        <Search aria-hidden className="pointer-events-none absolute left-2.5 size-4 text-muted" />
        <input
          type="search"
          name="what"
          data-page-filter
          defaultValue={asked}
          aria-label="Queue id, Message-ID or address"
          placeholder="Queue id, Message-ID or address"
          className="h-8 w-full rounded-md border border-field-border bg-field pr-3 pl-8.5 text-field-foreground outline-none placeholder:text-field-placeholder focus:ring-2 focus:ring-focus max-sm:h-10 max-sm:text-base"
        />
      </div>
      <button type="submit" className="button button--primary button--sm">
        Follow it
      </button>
    </form>
  );
}
