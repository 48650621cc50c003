import type { Settings } from "#server/setting/schema.ts";

/** A form's React key: it begins anew when one of its settings was changed, here or elsewhere. */
export function valuesOf(settings: Settings, names: readonly (keyof Settings)[]): string {
  return JSON.stringify(names.map((name) => settings[name]));
}
