"use client";

import { Monitor, Moon, Sun } from "lucide-react";
import { useSyncExternalStore } from "react";
import { classes } from "#components/ui/classes.ts";
import { followTheme, readTheme, setTheme, type Theme } from "./theme.ts";

const choices = [
  { theme: "light", label: "Light", icon: Sun },
  { theme: "dark", label: "Dark", icon: Moon },
  { theme: "system", label: "As the system", icon: Monitor },
] as const;

export function ThemeSwitch({ hasLabels = false }: { hasLabels?: boolean }) {
  const current = useSyncExternalStore<Theme | null>(followTheme, readTheme, () => null);
  return (
    <fieldset className="flex w-fit gap-0.5 rounded-md bg-default p-0.5">
      <legend className="sr-only">Theme</legend>
      {choices.map(({ theme, label, icon: Icon }) => (
        <button
          key={theme}
          type="button"
          aria-pressed={current === theme}
          aria-label={label}
          title={hasLabels ? undefined : label}
          onClick={() => setTheme(theme)}
          className={classes(
            "flex h-7 items-center gap-1.5 rounded-[0.3rem] px-2",
            current === theme ? "bg-segment shadow-surface" : "text-muted hover:text-foreground",
          )}
        >
          <Icon aria-hidden className="size-3.5" />
          {hasLabels && label}
        </button>
      ))}
    </fieldset>
  );
}
