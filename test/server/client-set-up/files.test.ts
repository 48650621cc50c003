import { execFileSync, spawnSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { XMLParser, XMLValidator } from "fast-xml-parser";
import jsQr from "jsqr";
import { encode } from "uqr";
import { describe, expect, test } from "vitest";
import { makeSelfSigned } from "#server/certificate/self-signed.ts";
import { autoconfigXml } from "#server/client-set-up/autoconfig.ts";
import { autodiscoverAddress, autodiscoverError, autodiscoverXml } from "#server/client-set-up/autodiscover.ts";
import { mobileconfig } from "#server/client-set-up/mobileconfig.ts";
import { qrSvg } from "#server/client-set-up/qr.ts";
import { signProfile } from "#server/client-set-up/sign-profile.ts";
import type { ClientSettings } from "#server/listener/schema.ts";

const settings: ClientSettings = {
  hostname: "mail.example.org",
  ways: [
    { port: 995, tls: "implicit" },
    { port: 110, tls: "starttls" },
    { port: 1110, tls: "none" },
  ],
  outgoing: { hostname: "smtp.example.org", port: 587, tls: "starttls" },
};
const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;

const reader = new XMLParser({
  ignoreAttributes: false,
  isArray: (name) => ["incomingServer", "outgoingServer", "Protocol", "domain"].includes(name),
  parseTagValue: false,
});
function read(xml: string) {
  expect(XMLValidator.validate(xml)).toBe(true);
  return reader.parse(xml);
}

describe("Thunderbird's autoconfig", () => {
  test("has what Mozilla's format asks for, the safest way first", () => {
    const { clientConfig } = read(autoconfigXml(settings, "example.org"));
    expect(clientConfig["@_version"]).toBe("1.1");
    const { emailProvider } = clientConfig;
    expect(emailProvider).toMatchObject({ "@_id": "example.org", domain: ["example.org"], displayName: "example.org" });
    for (const server of [...emailProvider.incomingServer, ...emailProvider.outgoingServer]) {
      // The order in which the format describes them, and nothing it does not know.
      expect(Object.keys(server)).toEqual(["hostname", "port", "socketType", "authentication", "username", "@_type"]);
      expect(["plain", "SSL", "STARTTLS"]).toContain(server.socketType);
      expect(server).toMatchObject({ authentication: "password-cleartext", username: "%EMAILADDRESS%" });
      expect(Number(server.port)).toBeGreaterThan(0);
    }
    expect(
      emailProvider.incomingServer.map((each: Record<string, string>) => [each["@_type"], each.port, each.socketType]),
    ).toEqual([
      ["pop3", "995", "SSL"],
      ["pop3", "110", "STARTTLS"],
      ["pop3", "1110", "plain"],
    ]);
    expect(emailProvider.outgoingServer).toMatchObject([
      { "@_type": "smtp", hostname: "smtp.example.org", port: "587", socketType: "STARTTLS" },
    ]);
  });

  test("an international domain is named in ASCII where programs look it up", () => {
    const { emailProvider } = read(
      autoconfigXml({ ...settings, hostname: "mail.müller.example" }, "müller.example"),
    ).clientConfig;
    expect(emailProvider).toMatchObject({ domain: ["xn--mller-kva.example"], displayName: "müller.example" });
    expect(emailProvider.incomingServer[0].hostname).toBe("mail.xn--mller-kva.example");
  });
});

describe("Outlook's autodiscover", () => {
  const question = (
    address: string,
    schema = "http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a",
  ) =>
    `<?xml version="1.0" encoding="utf-8"?><Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006"><Request><EMailAddress>${address}</EMailAddress><AcceptableResponseSchema>${schema}</AcceptableResponseSchema></Request></Autodiscover>`;

  test("a question is understood, with prefixes and entities, and nothing is believed beyond it", () => {
    expect(autodiscoverAddress(question("ann@example.org"))).toBe("ann@example.org");
    expect(
      autodiscoverAddress("<a:Request><a:EMailAddress>o&apos;neil&#64;example.org</a:EMailAddress></a:Request>"),
    ).toBe("o'neil@example.org");
    expect(
      autodiscoverAddress(
        question(
          "ann@example.org",
          "http://schemas.microsoft.com/exchange/autodiscover/mobilesync/responseschema/2006",
        ),
      ),
    ).toBeNull();
    expect(autodiscoverAddress("")).toBeNull();
    expect(
      autodiscoverAddress('<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><EMailAddress>&e;</EMailAddress>'),
    ).toBe("&e;");
  });

  test("the answer has the elements of MS-OXDSCLI in their namespaces, POP3 and SMTP", () => {
    const { Autodiscover } = read(autodiscoverXml(settings, "o'neil&co@example.org"));
    expect(Autodiscover["@_xmlns"]).toBe("http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006");
    expect(Autodiscover.Response["@_xmlns"]).toBe(
      "http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a",
    );
    const { Account } = Autodiscover.Response;
    expect(Account).toMatchObject({ AccountType: "email", Action: "settings" });
    const common = { LoginName: "o'neil&co@example.org", DomainRequired: "off", SPA: "off", AuthRequired: "on" };
    expect(Account.Protocol).toMatchObject([
      { Type: "POP3", Server: "mail.example.org", Port: "995", SSL: "on", Encryption: "SSL", ...common },
      { Type: "POP3", Port: "110", SSL: "on", Encryption: "TLS", ...common },
      { Type: "POP3", Port: "1110", SSL: "off", Encryption: "None", ...common },
      {
        Type: "SMTP",
        Server: "smtp.example.org",
        Port: "587",
        SSL: "on",
        Encryption: "TLS",
        ...common,
        UsePOPAuth: "on",
        SMTPLast: "off",
      },
    ]);
  });

  test("an error is what Outlook knows as one", () => {
    const { Error: error } = read(autodiscoverError(500, new Date("2026-11-21T10:00:00.5Z"))).Autodiscover.Response;
    expect(error).toMatchObject({ "@_Time": "10:00:00.500", ErrorCode: "500" });
    expect(error["@_Id"]).toMatch(/^\d+$/);
  });
});

describe("Apple's profile", () => {
  const owner = { address: "ann@example.org", displayName: "Ann <& Co>" };

  test("is a property list with every key that Apple requires", () => {
    const top = plistOf(mobileconfig(settings, owner) ?? "");
    expect(top).toMatchObject({ PayloadType: "Configuration", PayloadVersion: 1, PayloadRemovalDisallowed: false });
    const [mail] = top.PayloadContent as Record<string, unknown>[];
    expect(mail).toMatchObject({
      PayloadType: "com.apple.mail.managed",
      PayloadVersion: 1,
      EmailAccountType: "EmailTypePOP",
      EmailAddress: owner.address,
      EmailAccountName: "Ann <& Co>",
      IncomingMailServerAuthentication: "EmailAuthPassword",
      IncomingMailServerHostName: "mail.example.org",
      IncomingMailServerPortNumber: 995,
      IncomingMailServerUseSSL: true,
      IncomingMailServerUsername: owner.address,
      OutgoingMailServerAuthentication: "EmailAuthPassword",
      OutgoingMailServerHostName: "smtp.example.org",
      OutgoingMailServerPortNumber: 587,
      OutgoingMailServerUseSSL: true,
    });
    expect(JSON.stringify(top)).not.toContain('Password":"');
    for (const { PayloadUUID } of [top, mail ?? {}]) {
      expect(PayloadUUID).toMatch(/^[0-9A-F]{8}-[0-9A-F]{4}-8[0-9A-F]{3}-[89AB][0-9A-F]{3}-[0-9A-F]{12}$/);
    }
    expect(mail?.PayloadUUID).not.toBe(top.PayloadUUID);
    expect(mobileconfig(settings, owner)).toBe(mobileconfig(settings, owner));
    expect(mobileconfig({ ...settings, ways: [] }, owner)).toBeNull();
  });

  test.skipIf(!hasOpenssl)(
    "signed by an ECDSA or an RSA key, openssl finds the text whole and the signature good",
    async () => {
      const folder = mkdtempSync(join(tmpdir(), "popdesk-profile-"));
      try {
        const own = await makeSelfSigned(["mail.example.org"], new Date());
        const pairs = [{ chainPem: own.certificatePem, keyPem: own.keyPem }, rsaChain(folder)];
        for (const pair of pairs) {
          const text = mobileconfig(settings, owner) ?? "";
          const signed = signProfile(text, pair, new Date());
          const [file, anchors] = [join(folder, "p.mobileconfig"), join(folder, "anchors.pem")];
          writeFileSync(file, signed ?? "");
          writeFileSync(anchors, pair.chainPem);
          const verify = [
            "cms",
            "-verify",
            "-inform",
            "DER",
            "-in",
            file,
            "-CAfile",
            anchors,
            "-purpose",
            "any",
            "-partial_chain",
          ];
          expect(execFileSync("openssl", verify, { encoding: "utf8", stdio: "pipe" })).toBe(text);
          const inside = execFileSync("openssl", ["pkcs7", "-inform", "DER", "-in", file, "-print_certs"], {
            encoding: "utf8",
          });
          expect(inside.match(/BEGIN CERTIFICATE/g)).toHaveLength(
            pair.chainPem.match(/BEGIN CERTIFICATE/g)?.length ?? 0,
          );
          const altered = Buffer.from(signed ?? "");
          altered[altered.indexOf("EmailTypePOP")] = 0x65;
          writeFileSync(file, altered);
          expect(spawnSync("openssl", verify).status).not.toBe(0);
        }
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  );

  test("a key that Apple does not take signs nothing", async () => {
    const own = await makeSelfSigned(["mail.example.org"], new Date());
    const keyPem = generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    expect(signProfile("x", { chainPem: own.certificatePem, keyPem }, new Date())).toBeNull();
  });
});

test("a QR code is read back by another program, and its picture loads nothing", () => {
  const text = "https://mail.example.org/mail.mobileconfig?address=ann%40example.org";
  const { data, size } = encode(text, { ecc: "M", border: 4 });
  const scale = 4;
  const side = size * scale;
  const pixels = new Uint8ClampedArray(side * side * 4).map((_, at) => {
    const [x, y] = [Math.floor(((at / 4) % side) / scale), Math.floor(at / 4 / side / scale)];
    return at % 4 === 3 || !data[y]?.[x] ? 255 : 0;
  });
  expect(jsQr(pixels, side, side)?.data).toBe(text);
  const svg = qrSvg(text);
  expect(XMLValidator.validate(svg)).toBe(true);
  expect(svg.replace("http://www.w3.org/2000/svg", "")).not.toMatch(/https?:|<script|href/);
});

/** By the DTD: values in the order of their keys. */
function plistOf(xml: string): Record<string, unknown> {
  expect(XMLValidator.validate(xml)).toBe(true);
  expect(xml).toContain('<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN"');
  type Node = Record<string, unknown>;
  const ordered = new XMLParser({
    preserveOrder: true,
    ignoreAttributes: false,
    parseTagValue: false,
    processEntities: true,
    htmlEntities: true,
  });
  const plistValue = (node: Node): unknown => {
    const [name = ""] = Object.keys(node).filter((key) => key !== ":@");
    const inside = node[name] as Node[];
    const text = String(inside[0]?.["#text"] ?? "");
    switch (name) {
      case "string":
        return text;
      case "integer":
        return Number(text);
      case "true":
      case "false":
        return name === "true";
      case "array":
        return inside.map(plistValue);
      case "dict": {
        const entries: [string, unknown][] = [];
        for (let at = 0; at < inside.length; at += 2) {
          const [key] = (inside[at]?.key ?? []) as Node[];
          entries.push([String(key?.["#text"]), plistValue(inside[at + 1] ?? {})]);
        }
        return Object.fromEntries(entries);
      }
      default:
        throw new Error(`a property list has no <${name}>`);
    }
  };
  const plist = (ordered.parse(xml) as Node[]).find((node) => "plist" in node)?.plist as Node[];
  return plistValue(plist[0] ?? {}) as Record<string, unknown>;
}

/** A leaf and the authority that signed it. */
function rsaChain(folder: string): { chainPem: string; keyPem: string } {
  const at = (name: string) => join(folder, name);
  const openssl = (...words: string[]) => execFileSync("openssl", words, { stdio: "pipe" });
  const key = ["-newkey", "rsa:2048", "-nodes", "-keyout"];
  openssl("req", "-x509", ...key, at("ca.key"), "-out", at("ca.pem"), "-subj", "/CN=Test CA", "-days", "2");
  openssl("req", ...key, at("leaf.key"), "-out", at("leaf.csr"), "-subj", "/CN=mail.example.org");
  openssl(
    "x509",
    "-req",
    "-in",
    at("leaf.csr"),
    "-CA",
    at("ca.pem"),
    "-CAkey",
    at("ca.key"),
    "-set_serial",
    "0x8001",
    "-out",
    at("leaf.pem"),
    "-days",
    "2",
  );
  const text = (name: string) => readFileSync(at(name), "utf8");
  return { chainPem: text("leaf.pem") + text("ca.pem"), keyPem: text("leaf.key") };
}
