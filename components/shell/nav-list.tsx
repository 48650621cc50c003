"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { classes } from "#components/ui/classes.ts";
import { areas, isAt } from "./navigation.ts";

/** On a low screen the list scrolls: it must not hide where one is. */
const show = (link: HTMLAnchorElement | null) => link?.scrollIntoView({ block: "nearest" });

export function NavList({ onGo }: { onGo?: () => void }) {
  const path = usePathname();
  return (
    <nav aria-label="Pages of the console" className="flex flex-col gap-4">
      {areas.map(({ title, places }) => (
        <div key={title ?? "top"} className="flex flex-col gap-0.5">
          {title && <h2 className="px-2.5 pb-1 text-xs font-medium text-muted">{title}</h2>}
          <ul className="flex flex-col gap-0.5">
            {places.map(({ href, title: name, icon: Icon }) => {
              const isHere = isAt(path, href);
              return (
                <li key={href}>
                  <Link
                    href={href}
                    onClick={onGo}
                    ref={isHere ? show : undefined}
                    aria-current={isHere ? "page" : undefined}
                    className={classes(
                      "flex h-8 items-center gap-2.5 rounded-md px-2.5 max-lg:h-11 max-lg:text-base",
                      isHere
                        ? "bg-accent-soft font-medium text-accent-soft-foreground"
                        : "text-foreground/85 hover:bg-default",
                    )}
                  >
                    <Icon aria-hidden className={classes("size-4", !isHere && "text-muted")} />
                    {name}
                  </Link>
                </li>
              );
            })}
          </ul>
        </div>
      ))}
    </nav>
  );
}
