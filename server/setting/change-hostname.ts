import type { Actor } from "../audit/append-audit.ts";
import { createSelfSigned } from "../certificate/create-self-signed.ts";
import { readCertificates } from "../certificate/read.ts";
import type { Store } from "../store.ts";
import { changeSettings } from "./change-settings.ts";
import type { Settings, SettingsChange } from "./schema.ts";

/**
 * Changes settings, the host name among them; a self-signed certificate that was made for another name is replaced by one
 * for this.
 */
export async function changeHostname(store: Store, input: SettingsChange, actor: Actor): Promise<Settings> {
  const settings = await changeSettings(store, input, actor);
  const { hostname } = settings;
  const served = (await readCertificates(store)).find(({ isDefault }) => isDefault);
  const isOurs = served === undefined || served.kind === "self-signed";
  if (isOurs && !served?.names.includes(hostname)) await createSelfSigned(store, { names: [hostname] }, actor);
  return settings;
}
