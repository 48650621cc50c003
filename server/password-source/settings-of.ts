import type { ParsedSourceChange, SourceSettings } from "./schema.ts";

/** What of a change is kept as settings, without whose they are and without a secret; null: the database knows the passwords. */
export function settingsOf(change: ParsedSourceChange): SourceSettings | null {
  if (change.kind === "database") return null;
  if (change.kind === "pam") {
    const { id: _, ...settings } = change;
    return settings;
  }
  const { id: _, bindPassword: __, ...settings } = change;
  return settings;
}
