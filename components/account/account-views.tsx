import Link from "next/link";
import { classes } from "#components/ui/classes.ts";
import { formatCount } from "#components/ui/count.tsx";

const views = [
  { name: "accounts", href: "/accounts", label: "Accounts" },
  { name: "aliases", href: "/accounts/aliases", label: "Aliases" },
  { name: "deleted", href: "/accounts/deleted", label: "Deleted" },
] as const;

export interface AccountViewsProps {
  current: (typeof views)[number]["name"];
  deletedCount: number;
}

/** The lists about accounts, side by side above each of them. */
export function AccountViews({ current, deletedCount }: AccountViewsProps) {
  return (
    <nav aria-label="Lists" className="flex gap-5 border-b border-separator">
      {views.map(({ name, href, label }) => (
        <Link
          key={name}
          href={href}
          aria-current={name === current ? "page" : undefined}
          className={classes(
            "-mb-px flex items-center gap-1.5 border-b-2 pb-2 max-sm:py-2",
            name === current ? "border-accent font-medium" : "border-transparent text-muted hover:text-foreground",
          )}
        >
          {label}
          {name === "deleted" && deletedCount > 0 && (
            <span className="rounded-full bg-default px-1.5 text-xs tabular-nums">{formatCount(deletedCount)}</span>
          )}
        </Link>
      ))}
    </nav>
  );
}
