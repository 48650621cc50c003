"use client";

import { Drawer } from "@heroui/react";
import { Menu, Search } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { type ReactNode, useState } from "react";
import { classes } from "#components/ui/classes.ts";
import { Kbd } from "#components/ui/kbd.tsx";
import { AccountMenu, type AccountMenuProps } from "./account-menu.tsx";
import { Brand } from "./brand.tsx";
import { DaemonBar, DaemonLine, type DaemonSeen, LiveMain } from "./daemon-state.tsx";
import { KeysDialog } from "./keys-dialog.tsx";
import { NavList } from "./nav-list.tsx";
import { isAt, places } from "./navigation.ts";
import { Palette } from "./palette.tsx";
import { useKeys } from "./use-keys.ts";

export interface FrameProps extends AccountMenuProps {
  daemon: DaemonSeen;
  children: ReactNode;
}

const onBottomBar = ["/overview", "/accounts", "/sessions", "/listeners"];

/** What surrounds every page: sidebar on a desk, bars at top and bottom on a phone; palette and keys on both. */
export function Frame({ daemon, children, ...menu }: FrameProps) {
  const path = usePathname();
  const [isPaletteOpen, setPaletteOpen] = useState(false);
  const [isHelpOpen, setHelpOpen] = useState(false);
  const [isMenuOpen, setMenuOpen] = useState(false);
  useKeys({ openPalette: () => setPaletteOpen(true), openHelp: () => setHelpOpen(true) });

  return (
    <div className="min-h-dvh lg:grid lg:grid-cols-[15rem_minmax(0,1fr)] print:block">
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-md focus:bg-overlay focus:px-3 focus:py-2 focus:shadow-overlay"
      >
        Skip to the page
      </a>

      <aside className="hidden border-r border-border bg-surface lg:block print:hidden">
        <div className="sticky top-0 flex h-dvh flex-col gap-4 px-3 py-4">
          <Link href="/overview" className="w-fit rounded-md px-2">
            <Brand />
          </Link>
          <button
            type="button"
            onClick={() => setPaletteOpen(true)}
            className="flex h-8 items-center gap-2 rounded-md border border-field-border bg-field px-2.5 text-field-placeholder hover:border-muted"
          >
            <Search aria-hidden className="size-4" />
            <span className="grow text-left">Find…</span>
            <Kbd>Ctrl K</Kbd>
          </button>
          <div className="-mx-1 min-h-0 grow overflow-y-auto px-1">
            <NavList />
          </div>
          <div className="flex flex-col gap-3 border-t border-separator px-2 pt-3">
            <DaemonLine seen={daemon} />
            <AccountMenu {...menu} />
          </div>
        </div>
      </aside>

      <div className="flex min-w-0 flex-col max-lg:pb-[calc(3.75rem+env(safe-area-inset-bottom))]">
        <header className="sticky top-0 z-20 flex h-13 items-center justify-between border-b border-border bg-surface px-4 lg:hidden print:hidden">
          <Link href="/overview" className="rounded-md">
            <Brand />
          </Link>
          <button
            type="button"
            aria-label="Find"
            onClick={() => setPaletteOpen(true)}
            className="-mr-2 flex size-11 items-center justify-center rounded-md text-muted"
          >
            <Search aria-hidden className="size-5" />
          </button>
        </header>
        <DaemonBar seen={daemon} />
        <LiveMain seen={daemon}>{children}</LiveMain>
      </div>

      <nav
        aria-label="Main pages"
        className="fixed inset-x-0 bottom-0 z-20 grid grid-cols-5 border-t border-border bg-surface pb-[env(safe-area-inset-bottom)] lg:hidden print:hidden"
      >
        {places
          .filter(({ href }) => onBottomBar.includes(href))
          .map(({ href, title, icon: Icon }) => (
            <Link
              key={href}
              href={href}
              aria-current={isAt(path, href) ? "page" : undefined}
              className={classes(
                "flex h-15 flex-col items-center justify-center gap-1 text-[0.6875rem]",
                isAt(path, href) ? "font-medium text-link" : "text-muted",
              )}
            >
              <Icon aria-hidden className="size-5" />
              {title}
            </Link>
          ))}
        <button
          type="button"
          onClick={() => setMenuOpen(true)}
          className="flex h-15 flex-col items-center justify-center gap-1 text-[0.6875rem] text-muted"
        >
          <Menu aria-hidden className="size-5" />
          Menu
        </button>
      </nav>

      <Drawer.Backdrop isOpen={isMenuOpen} onOpenChange={setMenuOpen}>
        <Drawer.Content placement="bottom">
          <Drawer.Dialog aria-label="Menu">
            <Drawer.Handle />
            <Drawer.Body>
              <div className="flex flex-col gap-5 pb-4">
                <NavList onGo={() => setMenuOpen(false)} />
                <div className="flex flex-col gap-3 border-t border-separator pt-4">
                  <DaemonLine seen={daemon} />
                  <AccountMenu {...menu} />
                </div>
              </div>
            </Drawer.Body>
          </Drawer.Dialog>
        </Drawer.Content>
      </Drawer.Backdrop>
      <Palette
        isOpen={isPaletteOpen}
        onOpenChange={setPaletteOpen}
        openHelp={() => setHelpOpen(true)}
        signOut={menu.signOut}
      />
      <KeysDialog isOpen={isHelpOpen} onOpenChange={setHelpOpen} />
    </div>
  );
}
