import { domainToASCII } from "node:url";
import type { ClientSettings, TlsMode } from "../listener/schema.ts";
import { element, xmlText } from "./xml.ts";

const socketTypes: Readonly<Record<TlsMode, string>> = { implicit: "SSL", starttls: "STARTTLS", none: "plain" };

/**
 * What Thunderbird, K-9, Evolution and KMail read (wiki.mozilla.org, Thunderbird:Autoconfiguration:ConfigFileFormat, version 1.1).
 * Servers in order of preference. The user name is a placeholder, so the file is the same for everybody of a domain.
 */
export function autoconfigXml(settings: ClientSettings, domain: string): string {
  const { hostname, ways, outgoing } = settings;
  const ascii = domainToASCII(domain);
  return `<?xml version="1.0" encoding="UTF-8"?>
<clientConfig version="1.1">
  <emailProvider id="${xmlText(ascii)}">
    ${element("domain", ascii)}
    ${element("displayName", domain)}
    ${element("displayShortName", domain)}
${ways.map((way) => server("incomingServer", "pop3", { hostname, ...way })).join("\n")}
${server("outgoingServer", "smtp", outgoing)}
  </emailProvider>
</clientConfig>
`;
}

function server(
  name: "incomingServer" | "outgoingServer",
  type: "pop3" | "smtp",
  { hostname, port, tls }: { hostname: string; port: number; tls: TlsMode },
): string {
  return `    <${name} type="${type}">
      ${element("hostname", domainToASCII(hostname))}
      ${element("port", port)}
      ${element("socketType", socketTypes[tls])}
      ${element("authentication", "password-cleartext")}
      ${element("username", "%EMAILADDRESS%")}
    </${name}>`;
}
