import { readClientSettings } from "../listener/client-settings.ts";
import type { ClientSettings, TlsMode } from "../listener/schema.ts";
import { readPublicUrl } from "../public-web/read-public-url.ts";
import type { Store } from "../store.ts";
import { qrSvg } from "./qr.ts";
import type { QrCode, SetUpCodes } from "./schema.ts";

const securities: Readonly<Record<TlsMode, string>> = { implicit: "SSL/TLS", starttls: "STARTTLS", none: "none" };

export async function readSetUpCodes(store: Store, address: string): Promise<SetUpCodes> {
  const [settings, url] = await Promise.all([readClientSettings(store), readPublicUrl(store)]);
  const text = settingsText(settings, address);
  const isServed = url !== null && text !== null;
  return {
    profile: isServed ? code(`${url}mail.mobileconfig?address=${encodeURIComponent(address)}`) : null,
    settings: text === null ? null : code(text),
  };
}

/** What a person would type, a line each. */
export function settingsText({ hostname, ways: [way], outgoing }: ClientSettings, address: string): string | null {
  if (way === undefined) return null;
  return [
    `Mail of ${address}`,
    `Incoming: POP3, ${hostname}, port ${way.port}, ${securities[way.tls]}`,
    `Outgoing: SMTP, ${outgoing.hostname}, port ${outgoing.port}, ${securities[outgoing.tls]}`,
    `User name: ${address}`,
  ].join("\n");
}

function code(text: string): QrCode {
  return { text, svg: qrSvg(text) };
}
