"use client";

import { Command } from "cmdk";
import {
  AtSign,
  CornerDownLeft,
  Keyboard,
  LogOut,
  type LucideIcon,
  Monitor,
  Moon,
  Search,
  Sun,
  UserPlus,
} from "lucide-react";
import { useRouter } from "next/navigation";
import { type ReactNode, useEffect, useState } from "react";
import { Kbd } from "#components/ui/kbd.tsx";
import { places } from "./navigation.ts";
import { setTheme } from "./theme.ts";

export interface PaletteProps {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  openHelp: () => void;
  signOut: () => Promise<void>;
}

interface FoundAccount {
  id: number;
  address: string;
  displayName: string;
}

/** Accounts found by the server for what is typed; the last answer stays while the next is on its way. */
function useFoundAccounts(text: string): readonly FoundAccount[] {
  const [found, setFound] = useState<readonly FoundAccount[]>([]);
  useEffect(() => {
    if (text.trim().length < 2) {
      setFound([]);
      return;
    }
    const abort = new AbortController();
    const timer = setTimeout(() => {
      fetch(`/api/palette?search=${encodeURIComponent(text.trim())}`, { signal: abort.signal })
        .then((response) => (response.ok ? response.json() : []))
        .then(setFound)
        .catch(() => {});
    }, 120);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [text]);
  return found;
}

/** Ctrl+K. */
export function Palette({ isOpen, onOpenChange, openHelp, signOut }: PaletteProps) {
  const router = useRouter();
  const [text, setText] = useState("");
  const accounts = useFoundAccounts(text);
  const close = () => {
    onOpenChange(false);
    setText("");
  };
  const go = (href: string) => () => {
    close();
    router.push(href);
  };
  const then = (act: () => void) => () => {
    close();
    act();
  };
  return (
    <Command.Dialog
      open={isOpen}
      onOpenChange={(open) => (open ? onOpenChange(true) : close())}
      label="Find pages, accounts and actions"
      overlayClassName="fixed inset-0 z-40 bg-backdrop"
      contentClassName="fixed inset-x-4 top-[12vh] z-50 mx-auto max-w-xl overflow-hidden rounded-xl bg-overlay shadow-overlay max-sm:top-4"
      loop
    >
      <div className="flex items-center gap-2.5 border-b border-separator px-4">
        <Search aria-hidden className="size-4 shrink-0 text-muted" />
        <Command.Input
          value={text}
          onValueChange={setText}
          placeholder="An address, a page, or what you want to do"
          className="h-12 w-full bg-transparent text-base outline-none placeholder:text-field-placeholder sm:text-sm"
        />
      </div>
      <Command.List className="max-h-[min(24rem,60dvh)] overflow-y-auto p-2">
        <Command.Empty className="px-3 py-8 text-center text-muted">
          Nothing is called that. Try an address, “ports” or “locked out”.
        </Command.Empty>
        {accounts.length > 0 && (
          <Group heading="Accounts">
            {accounts.map(({ id, address, displayName }) => (
              <Item
                key={id}
                value={`account ${address}`}
                words={[text]}
                icon={AtSign}
                hint={displayName}
                onSelect={go(`/accounts/${id}`)}
              >
                {address}
              </Item>
            ))}
          </Group>
        )}
        <Group heading="Pages">
          {places.map(({ href, title, icon, key, words }) => (
            <Item
              key={href}
              value={title}
              words={words}
              icon={icon}
              hint={<Keys keys={["g", key]} />}
              onSelect={go(href)}
            >
              {title}
            </Item>
          ))}
        </Group>
        <Group heading="Actions">
          <Item
            value="Create an account"
            words={["add user", "new mailbox"]}
            icon={UserPlus}
            onSelect={go("/accounts/new")}
          >
            Create an account
          </Item>
          <Item value="Light theme" words={["bright", "mode"]} icon={Sun} onSelect={then(() => setTheme("light"))}>
            Light theme
          </Item>
          <Item value="Dark theme" words={["night", "mode"]} icon={Moon} onSelect={then(() => setTheme("dark"))}>
            Dark theme
          </Item>
          <Item
            value="Theme of the system"
            words={["auto", "mode"]}
            icon={Monitor}
            onSelect={then(() => setTheme("system"))}
          >
            Theme of the system
          </Item>
          <Item
            value="Keys"
            words={["shortcuts", "help"]}
            icon={Keyboard}
            hint={<Kbd>?</Kbd>}
            onSelect={then(openHelp)}
          >
            Show the keys
          </Item>
          <Item value="Sign out" words={["log out", "leave"]} icon={LogOut} onSelect={then(() => void signOut())}>
            Sign out
          </Item>
        </Group>
      </Command.List>
    </Command.Dialog>
  );
}

function Group({ heading, children }: { heading: string; children: ReactNode }) {
  return (
    <Command.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-muted"
    >
      {children}
    </Command.Group>
  );
}

interface ItemProps {
  value: string;
  words: readonly string[];
  icon: LucideIcon;
  hint?: ReactNode;
  onSelect: () => void;
  children: ReactNode;
}

function Item({ value, words, icon: Icon, hint, onSelect, children }: ItemProps) {
  return (
    <Command.Item
      value={value}
      keywords={[...words]}
      onSelect={onSelect}
      className="group flex h-9 cursor-pointer items-center gap-3 rounded-md px-3 data-[selected=true]:bg-accent-soft data-[selected=true]:text-accent-soft-foreground max-sm:h-11"
    >
      <Icon aria-hidden className="size-4 shrink-0 text-muted group-data-[selected=true]:text-current" />
      <span className="min-w-0 grow truncate">{children}</span>
      {hint && <span className="shrink-0 text-xs text-muted">{hint}</span>}
      <CornerDownLeft aria-hidden className="hidden size-3.5 shrink-0 group-data-[selected=true]:block" />
    </Command.Item>
  );
}

function Keys({ keys }: { keys: readonly string[] }) {
  return (
    <span className="flex gap-1 max-sm:hidden">
      {keys.map((key) => (
        <Kbd key={key}>{key}</Kbd>
      ))}
    </span>
  );
}
