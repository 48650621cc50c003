import { ChevronLeft } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";

export interface PageProps {
  title: ReactNode;
  /** The page's question answered in a sentence, or what the page is for. */
  description?: ReactNode;
  /** Buttons at the right of the title. */
  actions?: ReactNode;
  /** The list this page belongs to. */
  back?: { href: string; label: string };
  children?: ReactNode;
}

export function Page({ title, description, actions, back, children }: PageProps) {
  return (
    <div className="mx-auto flex w-full max-w-6xl flex-col gap-6 px-4 py-5 sm:px-6 lg:px-8 lg:py-8">
      <header className="flex flex-col gap-3 sm:flex-row sm:items-start sm:justify-between">
        <div className="flex min-w-0 flex-col gap-1">
          {back && (
            <Link
              href={back.href}
              className="-ml-1 mb-1 flex w-fit items-center gap-0.5 text-muted hover:text-foreground"
            >
              <ChevronLeft aria-hidden className="size-4" />
              {back.label}
            </Link>
          )}
          <h1 className="text-xl leading-7 font-semibold tracking-tight wrap-anywhere">{title}</h1>
          {description && <div className="max-w-2xl text-muted">{description}</div>}
        </div>
        {actions && <div className="flex shrink-0 flex-wrap items-center gap-2">{actions}</div>}
      </header>
      {children}
    </div>
  );
}
