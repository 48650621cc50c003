import type { Actor } from "../audit/append-audit.ts";
import { createSelfSigned } from "../certificate/create-self-signed.ts";
import { readCertificates } from "../certificate/read.ts";
import { changeSettings } from "../setting/change-settings.ts";
import type { Store } from "../store.ts";

/** Sets the host name; a self-signed certificate that was made for another name is replaced by one for this. */
export async function changeHostname(store: Store, input: { hostname?: string }, actor: Actor): Promise<void> {
  const { hostname } = await changeSettings(store, { hostname: input.hostname }, actor);
  const served = (await readCertificates(store)).find(({ isDefault }) => isDefault);
  const isOurs = served === undefined || served.kind === "self-signed";
  if (isOurs && !served?.names.includes(hostname)) await createSelfSigned(store, { names: [hostname] }, actor);
}
