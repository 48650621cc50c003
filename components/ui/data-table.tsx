import { ArrowDown, ArrowUp, ChevronsUpDown } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { classes } from "./classes.ts";
import { QuietHints } from "./hint.tsx";
import { Pager } from "./pager.tsx";
import { hrefWith, type Query } from "./query.ts";

export interface Column<Row> {
  /** Sort key in the address bar, and the React key. */
  key: string;
  title: string;
  cell: (row: Row) => ReactNode;
  isSortable?: boolean;
  /** The first click sorts downwards, as one wants for sizes and times. */
  sortsDescendingFirst?: boolean;
  align?: "start" | "end";
  /** "secondary" columns leave the table between 768 and 1024 px; cards show them all. */
  importance?: "primary" | "secondary";
}

export interface DataTableProps<Row> {
  /** Names the table for screen readers. */
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string | number;
  /** Where a row leads; the first column carries the link and the whole row is its target. */
  rowHref?: (row: Row) => string;
  /** Chooses a row, in front of it; `choosePage` chooses all on the page. */
  rowChoice?: (row: Row) => ReactNode;
  choosePage?: ReactNode;
  /** Buttons of a row, at its end. */
  rowActions?: (row: Row) => ReactNode;
  /** Path and query of this page: sorting and paging are links. */
  path: string;
  query: Query;
  sort?: string;
  direction?: "asc" | "desc";
  total?: number;
  /** More match than `total` says. */
  isCut?: boolean;
  page?: number;
  pageSize?: number;
  pageName?: string;
  /** What stands there when there are no rows. */
  empty: ReactNode;
}

/** Rows from the server. Sorted and paged through the address bar; cards below 768 px. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const {
    label,
    columns,
    rows,
    rowKey,
    rowHref,
    rowChoice,
    rowActions,
    path,
    query,
    total,
    isCut,
    page = 1,
    pageSize,
    pageName,
  } = props;
  if (rows.length === 0) return <>{props.empty}</>;
  return (
    <div>
      <table className="w-full border-collapse max-md:block" aria-label={label}>
        <thead className="max-md:sr-only">
          <tr className="border-b border-separator">
            {rowChoice && (
              <th scope="col" className="w-4 pl-5 text-left">
                {props.choosePage}
              </th>
            )}
            {columns.map((column) => (
              <HeaderCell key={column.key} column={column} {...props} />
            ))}
            {rowActions && (
              <th scope="col">
                <span className="sr-only">Actions</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody className="max-md:block">
          <QuietHints>
            {rows.map((row) => (
              <tr
                key={rowKey(row)}
                className={classes(
                  "relative border-b border-separator last:border-b-0 max-md:grid max-md:grid-cols-2 max-md:gap-x-4 max-md:gap-y-2.5 max-md:px-4 max-md:py-3.5",
                  rowHref && "hover:bg-surface-secondary/60 has-[a.row-link:focus-visible]:bg-surface-secondary",
                )}
              >
                {rowChoice && <td className="max-md:absolute max-md:top-4 max-md:right-4 md:pl-5">{rowChoice(row)}</td>}
                {columns.map((column, index) => (
                  <td
                    key={column.key}
                    data-align={column.align}
                    className={classes(
                      "align-middle md:h-11 md:px-3 md:py-1.5 md:first:pl-5 md:last:pr-5",
                      column.align === "end" && "md:text-right md:whitespace-nowrap",
                      column.importance === "secondary" && "md:max-lg:hidden",
                      index === 0
                        ? "min-w-0 max-md:col-span-2"
                        : "min-w-0 max-md:flex max-md:flex-col max-md:items-start max-md:gap-0.5",
                    )}
                  >
                    {index > 0 && (
                      <span aria-hidden className="text-xs text-muted md:hidden">
                        {column.title}
                      </span>
                    )}
                    {index === 0 && rowHref ? (
                      <Link
                        href={rowHref(row)}
                        prefetch={false}
                        className="row-link outline-none after:absolute after:inset-0 focus-visible:after:rounded-md focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-focus"
                      >
                        {column.cell(row)}
                      </Link>
                    ) : (
                      column.cell(row)
                    )}
                  </td>
                ))}
                {rowActions && (
                  <td className="max-md:col-span-2 md:h-11 md:pr-5 md:text-right">
                    <div className="relative z-10 flex items-center gap-1.5 max-md:pt-1 md:justify-end">
                      {rowActions(row)}
                    </div>
                  </td>
                )}
              </tr>
            ))}
          </QuietHints>
        </tbody>
      </table>
      {total !== undefined && pageSize !== undefined && total > pageSize && (
        <Pager
          path={path}
          query={query}
          total={total}
          isCut={isCut}
          page={page}
          pageSize={pageSize}
          pageName={pageName}
        />
      )}
    </div>
  );
}

function HeaderCell<Row>({ column, path, query, sort, direction }: DataTableProps<Row> & { column: Column<Row> }) {
  const isSorted = sort === column.key;
  const next = isSorted ? (direction === "asc" ? "desc" : "asc") : column.sortsDescendingFirst ? "desc" : "asc";
  const Arrow = !isSorted ? ChevronsUpDown : direction === "asc" ? ArrowUp : ArrowDown;
  return (
    <th
      scope="col"
      aria-sort={isSorted ? (direction === "asc" ? "ascending" : "descending") : undefined}
      className={classes(
        "h-9 px-3 text-xs font-medium whitespace-nowrap text-muted first:pl-5 last:pr-5",
        column.align === "end" ? "text-right" : "text-left",
        column.importance === "secondary" && "md:max-lg:hidden",
      )}
    >
      {column.isSortable ? (
        <Link
          href={hrefWith(path, query, { sort: column.key, direction: next, page: null })}
          scroll={false}
          className={classes(
            "group inline-flex items-center gap-1 rounded-sm align-middle hover:text-foreground",
            column.align === "end" && "flex-row-reverse",
            isSorted && "text-foreground",
          )}
        >
          {column.title}
          <Arrow aria-hidden className={classes("size-3.5", !isSorted && "opacity-0 group-hover:opacity-60")} />
        </Link>
      ) : (
        column.title
      )}
    </th>
  );
}
