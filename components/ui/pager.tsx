import { ChevronLeft, ChevronRight } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { classes } from "./classes.ts";
import { Count } from "./count.tsx";
import { hrefWith, type Query } from "./query.ts";

export interface PagerProps {
  path: string;
  query: Query;
  /** Rows on all pages; where `isCut`, as far as they were counted: there is more. */
  total: number;
  isCut?: boolean;
  /** From 1. */
  page: number;
  pageSize: number;
  /** Its name in the address bar, where a page has more than one list. */
  pageName?: string;
}

export function Pager({ path, query, total, isCut = false, page, pageSize, pageName = "page" }: PagerProps) {
  const last = Math.max(1, Math.ceil(total / pageSize));
  const turn = (to: number, label: string, icon: ReactNode) => {
    const isThere = to >= 1 && (to <= last || isCut);
    const look = "flex h-8 items-center gap-1 rounded-md border border-border px-2.5 max-sm:h-10";
    return isThere ? (
      <Link
        href={hrefWith(path, query, { [pageName]: to === 1 ? null : to })}
        aria-label={label}
        className={classes(look, "bg-surface hover:bg-surface-secondary")}
      >
        {icon}
      </Link>
    ) : (
      <span aria-hidden className={classes(look, "opacity-40")}>
        {icon}
      </span>
    );
  };
  return (
    <nav
      aria-label="Pages"
      className="flex items-center justify-between gap-4 border-t border-separator px-4 py-3 sm:px-5"
    >
      <p className="text-muted">
        <Count value={(page - 1) * pageSize + 1} />–<Count value={Math.min(page * pageSize, total)} /> of{" "}
        {isCut && "more than "}
        <Count value={total} />
      </p>
      <div className="flex items-center gap-2">
        {turn(page - 1, "Previous page", <ChevronLeft aria-hidden className="size-4" />)}
        <span className="text-muted">
          {page} / {last}
          {isCut && "+"}
        </span>
        {turn(page + 1, "Next page", <ChevronRight aria-hidden className="size-4" />)}
      </div>
    </nav>
  );
}
