"use client";

import { Command } from "cmdk";
import { AtSign, Keyboard, LogOut, Monitor, Moon, Search, Server, Sun, UserPlus } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Kbd } from "#components/ui/kbd.tsx";
import { useFoundAccounts } from "./found-accounts.ts";
import { places } from "./navigation.ts";
import { Group, Item, Keys } from "./palette-items.tsx";
import { setTheme } from "./theme.ts";

export interface PaletteProps {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  openHelp: () => void;
  signOut: () => Promise<void>;
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
          <Item
            value="Change the host name"
            words={["hostname", "server name", "certificate name", "default domain"]}
            icon={Server}
            onSelect={go("/listeners#name")}
          >
            Change the host name
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
