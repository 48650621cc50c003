"use client";

import { Command } from "cmdk";
import { CornerDownLeft, type LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { Kbd } from "#components/ui/kbd.tsx";

export function Group({ heading, children }: { heading: string; children: ReactNode }) {
  return (
    <Command.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-muted"
    >
      {children}
    </Command.Group>
  );
}

export interface ItemProps {
  value: string;
  words: readonly string[];
  icon: LucideIcon;
  hint?: ReactNode;
  onSelect: () => void;
  children: ReactNode;
}

export function Item({ value, words, icon: Icon, hint, onSelect, children }: ItemProps) {
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

export function Keys({ keys }: { keys: readonly string[] }) {
  return (
    <span className="flex gap-1 max-sm:hidden">
      {keys.map((key) => (
        <Kbd key={key}>{key}</Kbd>
      ))}
    </span>
  );
}
