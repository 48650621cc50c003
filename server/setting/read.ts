import { hostname as systemHostname } from "node:os";
import type { Db, Tx } from "../db.ts";
import { defaultSettings, type Settings, settingFields } from "./schema.ts";

/** All settings; where nothing was chosen, or what was chosen is no longer allowed, what holds without a choice. */
export async function readSettings(store: { readonly db: Db | Tx }): Promise<Settings> {
  const rows = await store.db.setting.findMany({
    where: { name: { in: Object.keys(settingFields) } },
    select: { name: true, value: true },
  });
  const hostname = settingFields.hostname.catch("localhost").parse(systemHostname());
  const settings: Record<string, unknown> = { hostname, ...defaultSettings };
  for (const { name, value } of rows) {
    const parsed = settingFields[name as keyof Settings].safeParse(JSON.parse(value));
    if (parsed.success) settings[name] = parsed.data;
  }
  return settings as unknown as Settings;
}
