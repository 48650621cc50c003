import { createHash } from "node:crypto";
import { domainToASCII } from "node:url";
import type { ClientSettings, TlsMode } from "../listener/schema.ts";
import { element, textOf } from "./xml.ts";

const envelope = "http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006";
/** The one kind of answer there is for servers that are not Exchange (MS-OXDSCLI §2.2.4.1). */
export const outlookSchema = "http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a";

const encryptions: Readonly<Record<TlsMode, string>> = { implicit: "SSL", starttls: "TLS", none: "None" };

/** What Outlook asks (MS-OXDSCLI §2.2.3). Null: this is no such question, or one for an answer that we do not have. */
export function autodiscoverAddress(request: string): string | null {
  const schema = textOf(request, "AcceptableResponseSchema");
  if (schema !== null && schema !== outlookSchema) return null;
  return textOf(request, "EMailAddress");
}

/** POX answer (MS-OXDSCLI §2.2.4): Outlook takes the first POP3 and SMTP it can use. Elements in the schema's order. */
export function autodiscoverXml({ hostname, ways, outgoing }: ClientSettings, address: string): string {
  const server = (type: string, host: string, port: number, tls: TlsMode) =>
    [
      element("Type", type),
      element("Server", domainToASCII(host)),
      element("Port", port),
      element("LoginName", address),
      element("DomainRequired", "off"),
      element("SPA", "off"),
      element("SSL", tls === "none" ? "off" : "on"),
      element("AuthRequired", "on"),
      // Wins over SSL where both are there (§2.2.4.1.1.2.6.9).
      element("Encryption", encryptions[tls]),
    ].map((line) => `        ${line}`);
  const pop3 = ways.map(({ port, tls }) => protocol(server("POP3", hostname, port, tls)));
  const smtp = protocol([
    ...server("SMTP", outgoing.hostname, outgoing.port, outgoing.tls),
    `        ${element("UsePOPAuth", "on")}`,
    `        ${element("SMTPLast", "off")}`,
  ]);
  return `<?xml version="1.0" encoding="utf-8"?>
<Autodiscover xmlns="${envelope}">
  <Response xmlns="${outlookSchema}">
    <User>
      ${element("DisplayName", address)}
    </User>
    <Account>
      ${element("AccountType", "email")}
      ${element("Action", "settings")}
${[...pop3, smtp].join("\n")}
    </Account>
  </Response>
</Autodiscover>
`;
}

/** MS-OXDSCLI §2.2.4.1.2: 500 for an address nobody here has settings for, 600 for what is no request. */
export function autodiscoverError(code: 500 | 600, at: Date): string {
  const id = createHash("sha256").update(at.toISOString()).digest().readUInt32BE(0);
  return `<?xml version="1.0" encoding="utf-8"?>
<Autodiscover xmlns="${envelope}">
  <Response>
    <Error Time="${at.toISOString().slice(11, 23)}" Id="${id}">
      ${element("ErrorCode", code)}
      ${element("Message", code === 500 ? "The email address can't be found." : "Invalid Request")}
      <DebugData />
    </Error>
  </Response>
</Autodiscover>
`;
}

function protocol(lines: readonly string[]): string {
  return `      <Protocol>\n${lines.join("\n")}\n      </Protocol>`;
}
