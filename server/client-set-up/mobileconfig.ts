import { createHash } from "node:crypto";
import { domainToASCII } from "node:url";
import type { ClientSettings } from "../listener/schema.ts";
import { element } from "./xml.ts";

type PlistValue = string | number | boolean | readonly PlistValue[] | { readonly [key: string]: PlistValue };

/** Whose mail a profile sets up; the name is shown as sender, the address where there is none. */
export interface ProfileOwner {
  readonly address: string;
  readonly displayName?: string;
}

/**
 * A configuration profile of iPhone, iPad and Mac (Apple, Device Management: Mail), unsigned. The password is asked for when it is
 * installed. Made twice, it replaces itself. Null where no POP3 listener is open that it could name.
 */
export function mobileconfig(settings: ClientSettings, { address, displayName }: ProfileOwner): string | null {
  const [way] = settings.ways;
  if (way === undefined) return null;
  const host = domainToASCII(settings.hostname);
  const { outgoing } = settings;
  const mail = {
    EmailAccountDescription: address,
    EmailAccountName: displayName || address,
    EmailAccountType: "EmailTypePOP",
    EmailAddress: address,
    IncomingMailServerAuthentication: "EmailAuthPassword",
    IncomingMailServerHostName: host,
    IncomingMailServerPortNumber: way.port,
    IncomingMailServerUseSSL: way.tls !== "none",
    IncomingMailServerUsername: address,
    OutgoingMailServerAuthentication: "EmailAuthPassword",
    OutgoingMailServerHostName: domainToASCII(outgoing.hostname),
    OutgoingMailServerPortNumber: outgoing.port,
    OutgoingMailServerUseSSL: true,
    OutgoingMailServerUsername: address,
    OutgoingPasswordSameAsIncomingPassword: true,
    PayloadDescription: `Collects the mail of ${address} from ${host}.`,
    PayloadDisplayName: "Mail",
    PayloadIdentifier: `${identifier(host, address)}.mail`,
    PayloadType: "com.apple.mail.managed",
    PayloadUUID: uuid(`${host} ${address} mail`),
    PayloadVersion: 1,
  };
  return plist({
    PayloadContent: [mail],
    PayloadDescription: `Sets up the mail of ${address}. The password is asked for.`,
    PayloadDisplayName: `Mail of ${address}`,
    PayloadIdentifier: identifier(host, address),
    PayloadRemovalDisallowed: false,
    PayloadType: "Configuration",
    PayloadUUID: uuid(`${host} ${address}`),
    PayloadVersion: 1,
  });
}

/** Reverse DNS, and something of the address that any system takes. */
function identifier(host: string, address: string): string {
  const digest = createHash("sha256").update(address).digest("hex").slice(0, 16);
  return `${host.split(".").reverse().join(".")}.popdesk.${digest}`;
}

/** The same for the same name (RFC 9562 §5.8). */
function uuid(name: string): string {
  const octets = createHash("sha256").update(`popdesk profile ${name}`).digest().subarray(0, 16);
  octets[6] = ((octets[6] ?? 0) & 0x0f) | 0x80;
  octets[8] = ((octets[8] ?? 0) & 0x3f) | 0x80;
  const hex = octets.toString("hex").toUpperCase();
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

function plist(value: PlistValue): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
${written(value)}
</plist>
`;
}

function written(value: PlistValue): string {
  if (typeof value === "string") return element("string", value);
  if (typeof value === "number") return element("integer", value);
  if (typeof value === "boolean") return value ? "<true/>" : "<false/>";
  if (isList(value)) return `<array>\n${value.map(written).join("\n")}\n</array>`;
  const entries = Object.entries(value).map(([key, each]) => `${element("key", key)}\n${written(each)}`);
  return `<dict>\n${entries.join("\n")}\n</dict>`;
}

function isList(value: PlistValue): value is readonly PlistValue[] {
  return Array.isArray(value);
}
