import Link from "next/link";
import { classes } from "./classes.ts";
import { hrefWith, type Query } from "./query.ts";

export interface FilterLinksProps {
  label: string;
  /** Name in the address bar; the first choice is what holds when it is absent. */
  name: string;
  choices: readonly { value: string; label: string }[];
  path: string;
  query: Query;
  /** What leaves the address bar with another view: the place in the list. */
  clears?: readonly string[];
}

/** One of several views of a list, kept in the address bar. */
export function FilterLinks({ label, name, choices, path, query, clears = ["page"] }: FilterLinksProps) {
  const [first] = choices;
  const cleared = Object.fromEntries(clears.map((each) => [each, null]));
  const current = choices.find(({ value }) => value === query[name]) ?? first;
  return (
    <nav aria-label={label} className="flex max-w-full gap-0.5 overflow-x-auto rounded-md bg-default p-0.5">
      {choices.map(({ value, label: text }) => (
        <Link
          key={value}
          href={hrefWith(path, query, { ...cleared, [name]: value === first?.value ? null : value })}
          scroll={false}
          aria-current={value === current?.value ? "true" : undefined}
          className={classes(
            "flex h-7 items-center rounded-[0.3rem] px-2.5 whitespace-nowrap max-sm:h-9",
            value === current?.value ? "bg-segment font-medium shadow-surface" : "text-muted hover:text-foreground",
          )}
        >
          {text}
        </Link>
      ))}
    </nav>
  );
}
