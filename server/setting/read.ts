import { hostname as systemHostname } from "node:os";
import type { Db, Tx } from "../db.ts";
import { type Settings, settingFields } from "./schema.ts";

/** All settings; where nothing was chosen, what holds without a choice. */
export async function readSettings(store: { readonly db: Db | Tx }): Promise<Settings> {
  const rows = await store.db.setting.findMany({
    where: { name: { in: Object.keys(settingFields) } },
    select: { name: true, value: true },
  });
  const chosen = new Map(rows.map((row) => [row.name, JSON.parse(row.value) as unknown]));
  const { hostname, defaultDomain } = settingFields;
  return {
    hostname: hostname.catch("localhost").parse(chosen.get("hostname") ?? systemHostname()),
    defaultDomain: defaultDomain.catch(null).parse(chosen.get("defaultDomain") ?? null),
  };
}
