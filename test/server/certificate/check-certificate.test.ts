import { execFileSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { checkCertificate } from "#server/certificate/check-certificate.ts";
import { readMaterial } from "#server/certificate/material.ts";
import { makeSelfSigned } from "#server/certificate/self-signed.ts";
import { DomainError } from "#server/errors.ts";
import { Authority, type Leaf } from "#test/support/authority.ts";
import { hasProgram } from "#test/support/popdesk.ts";

describe("a chain and a key as people paste them", () => {
  let authority: Authority;
  let leaf: Leaf;
  const host = "mail.example.org";
  beforeAll(async () => {
    authority = await Authority.create();
    leaf = await authority.issue([host, "*.pop.example.org", "192.0.2.1"]);
  });

  const check = (chain: string | Uint8Array, secretKey: string | Uint8Array = leaf.keyPem, keyPassword = "") =>
    checkCertificate(readMaterial({ chain, secretKey, keyPassword }), { now: new Date() });
  const whole = () => leaf.fullChainPem + authority.rootPem;

  /** Refused at a field, with a sentence. */
  function refused(run: () => unknown): { field: string | undefined; message: string } {
    try {
      run();
    } catch (error) {
      if (error instanceof DomainError) return { field: error.field, message: error.message };
      throw error;
    }
    throw new Error("it was taken");
  }

  test("in order: taken as it is, the root left out, names and facts read", () => {
    const checked = check(whole());
    expect(checked.names).toEqual([host, "*.pop.example.org", "192.0.2.1"]);
    expect(checked).toMatchObject({ issuer: "Test Authority R1", keyType: "ECDSA P-256", notes: [] });
    expect(checked.chainPem).toBe(leaf.fullChainPem);
    expect(checked.keyPem).toBe(leaf.keyPem);
  });

  test("out of order, indented, with CRLF and words between: mended, and said", () => {
    const muddled = `Bag Attributes\n${authority.rootPem}\nsubject=x\n${leaf.fullChainPem}`.replaceAll("\n", "\r\n  ");
    const checked = check(muddled);
    expect(checked.chainPem).toBe(leaf.fullChainPem);
    expect(checked.notes).toEqual(["The certificates were not in order; they are now, the server's own first."]);
    const swapped = check(leaf.certificatePem + authority.rootPem + authority.intermediatePem);
    expect(swapped.chainPem).toBe(leaf.fullChainPem);
  });

  test("key and certificates in one text, or each in the other's field", () => {
    expect(check(leaf.keyPem + whole(), "").chainPem).toBe(leaf.fullChainPem);
    expect(check("", leaf.keyPem + whole()).chainPem).toBe(leaf.fullChainPem);
  });

  test("of several certificates the one that fits the key; strangers are left out by name", async () => {
    const other = await authority.issue(["other.example.org"]);
    const checked = check(other.certificatePem + whole());
    expect(checked.names[0]).toBe(host);
    expect(checked.notes.join(" ")).toContain("Left out, because it is no part of the chain: other.example.org.");
  });

  test("a key of another certificate is refused at the key, with whose certificate it is", async () => {
    const other = await authority.issue(["other.example.org"], { key: 2048 });
    const { field, message } = refused(() => check(whole(), other.keyPem));
    expect(field).toBe("secretKey");
    expect(message).toContain(host);
    expect(message).toContain("wants a key ECDSA P-256, this one is RSA 2048");
  });

  test("without the intermediate it is refused at the chain, with the name of what is missing", () => {
    const { field, message } = refused(() => check(leaf.certificatePem));
    expect(field).toBe("chain");
    expect(message).toMatch(/^The certificate of Test Authority R1, which signed the certificate, is missing/);
    const second = refused(() => check(leaf.fullChainPem));
    expect(second.message).toContain("Test Authority Root");
  });

  test.each([
    ["expired", { from: -30, to: -1 }, /^The certificate expired on \d+ \w+ \d{4}/],
    ["not yet valid", { from: 2 }, /is not valid before .* the clock of this server/],
    ["signed with SHA-1", { hash: "SHA-1" }, /is signed with SHA-1/],
    ["for mail signing", { purpose: "1.3.6.1.5.5.7.3.4" }, /not for servers/],
    ["of an authority", { isAuthority: true }, /which is an authority/],
  ] as const)("%s is refused at the chain", async (_, options, sentence) => {
    const bad = await authority.issue([host], options);
    const { field, message } = refused(() => check(bad.fullChainPem + authority.rootPem, bad.keyPem));
    expect([field, message]).toEqual(["chain", expect.stringMatching(sentence)]);
  });

  test("a name in the common name alone is no name", async () => {
    const bad = await authority.issue([], { commonName: host });
    const { message } = refused(() => check(bad.fullChainPem + authority.rootPem, bad.keyPem));
    expect(message).toContain("no subject alternative name");
  });

  test("an intermediate that has expired is refused by its name", async () => {
    const old = await authority.expiredIntermediate();
    const { message } = refused(() => check(leaf.certificatePem + old + authority.rootPem));
    expect(message).toMatch(/^The certificate of Test Authority R1 expired on/);
  });

  test("a weak key is refused at the key, an odd curve as well", async () => {
    const weak = await authority.issue([host], { key: 1024 });
    const chain = weak.fullChainPem + authority.rootPem;
    expect(refused(() => check(chain, weak.keyPem))).toMatchObject({
      field: "secretKey",
      message: expect.stringMatching(/1024 bits/),
    });
  });

  test("RSA and P-384 are taken", async () => {
    for (const [key, name] of [
      [2048, "RSA 2048"],
      ["P-384", "ECDSA P-384"],
    ] as const) {
      const { fullChainPem, keyPem } = await authority.issue([host], { key });
      expect(check(fullChainPem + authority.rootPem, keyPem).keyType).toBe(name);
    }
  });

  test("one that signed itself is taken, and said to be so", async () => {
    const { certificatePem, keyPem } = await makeSelfSigned([host], new Date());
    expect(check(certificatePem, keyPem)).toMatchObject({
      chainPem: certificatePem,
      notes: ["It signed itself, so mail programs ask whether to trust it."],
    });
  });

  test("certificates of authorities alone, a request, a public key, nothing: each says what is missing", () => {
    const { publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const request = "-----BEGIN CERTIFICATE REQUEST-----\nMIIB\n-----END CERTIFICATE REQUEST-----\n";
    const spki = publicKey.export({ type: "spki", format: "pem" }) as string;
    expect(refused(() => check(authority.intermediatePem + authority.rootPem)).message).toContain(
      "certificates of authorities",
    );
    expect(refused(() => check(request)).message).toContain("the request that was sent");
    expect(refused(() => check(whole(), spki))).toMatchObject({
      field: "secretKey",
      message: expect.stringMatching(/public key/),
    });
    expect(refused(() => check(whole(), ""))).toMatchObject({
      field: "secretKey",
      message: expect.stringMatching(/private key is missing/),
    });
    expect(refused(() => check(""))).toMatchObject({
      field: "chain",
      message: expect.stringMatching(/no certificate/),
    });
    expect(refused(() => check("hello"))).toMatchObject({ field: "chain", message: expect.stringMatching(/not PEM/) });
    expect(refused(() => check(leaf.certificatePem.slice(0, -40)))).toMatchObject({
      field: "chain",
      message: expect.stringMatching(/end is missing/),
    });
    const damaged = leaf.certificatePem.replace(/\n.{20}/, "\nAAAAAAAAAAAAAAAAAAAA");
    expect(refused(() => check(damaged))).toMatchObject({ field: "chain", message: expect.stringMatching(/damaged/) });
  });

  test("an encrypted key asks for its passphrase, and says when it is another", () => {
    for (const options of [
      { type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "open sesame" },
      { type: "sec1", format: "pem", cipher: "aes-256-cbc", passphrase: "open sesame" },
    ] as const) {
      const pem = leaf.privateKey.export(options) as string;
      expect(check(whole(), pem, "open sesame").keyPem).toBe(leaf.keyPem);
      expect(refused(() => check(whole(), pem))).toMatchObject({
        field: "keyPassword",
        message: expect.stringMatching(/protected by a passphrase/),
      });
      expect(refused(() => check(whole(), pem, "sesame"))).toMatchObject({
        field: "keyPassword",
        message: expect.stringMatching(/not the passphrase/),
      });
    }
  });

  test("DER files are read as well", () => {
    const der = (pem: string) => Buffer.from(pem.replace(/-----.*-----|\n/g, ""), "base64");
    const chain = readMaterial({ chain: der(leaf.certificatePem), secretKey: der(leaf.keyPem), keyPassword: "" });
    expect([chain.certificates.length, chain.keys.length]).toEqual([1, 1]);
  });

  describe.skipIf(!hasProgram("openssl"))("in PKCS #12 as openssl writes it", () => {
    function pfx(...options: string[]): Buffer {
      const directory = mkdtempSync(join(tmpdir(), "popdesk-pfx-"));
      try {
        const [all, out] = [join(directory, "all.pem"), join(directory, "out.p12")];
        writeFileSync(all, leaf.keyPem + whole());
        execFileSync(
          "openssl",
          ["pkcs12", "-export", "-in", all, "-out", out, "-passout", "pass:open sesame", ...options],
          { stdio: "pipe" },
        );
        return readFileSync(out);
      } finally {
        rmSync(directory, { recursive: true });
      }
    }

    test("key and chain come out", () => {
      expect(check(pfx(), "", "open sesame").chainPem).toBe(leaf.fullChainPem);
      const triple = pfx("-keypbe", "AES-128-CBC", "-certpbe", "NONE");
      expect(check(triple, "", "open sesame").keyPem).toBe(leaf.keyPem);
    });

    test("the passphrase is asked for, and refused when it is another", () => {
      const file = pfx();
      expect(refused(() => check(file, ""))).toMatchObject({
        field: "keyPassword",
        message: expect.stringMatching(/protected by a passphrase/),
      });
      expect(refused(() => check(file, "", "sesame"))).toMatchObject({
        field: "keyPassword",
        message: expect.stringMatching(/not the passphrase/),
      });
    });

    test("cut off, it is refused as damaged; with old encryption, with what to do", () => {
      expect(refused(() => check(pfx().subarray(0, 300), "", "open sesame"))).toMatchObject({ field: "chain" });
      const old = pfx("-certpbe", "PBE-SHA1-3DES", "-keypbe", "PBE-SHA1-3DES");
      expect(refused(() => check(old, "", "open sesame")).message).toContain("Export it again");
    });
  });
});
