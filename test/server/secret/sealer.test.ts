import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { readEnvironment } from "#server/env.ts";
import { openSealer } from "#server/secret/sealer.ts";

describe("secrets at rest", () => {
  const directory = mkdtempSync(join(tmpdir(), "popdesk-sealer-"));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  const environment = readEnvironment({ POPDESK_DATA: directory });
  const sealer = openSealer(environment);

  test("what was sealed opens again, after a restart too, and looks different each time", () => {
    const text = "-----BEGIN PRIVATE KEY-----\näöü";
    const sealed = sealer.seal(text);
    expect(sealed).not.toContain("PRIVATE");
    expect(sealer.seal(text)).not.toBe(sealed);
    expect(openSealer(environment).open(sealed)).toBe(text);
  });

  test("the key file is for its owner alone", () => {
    expect(statSync(join(directory, "secret.key")).mode & 0o777).toBe(0o600);
  });

  test("one altered octet, another key, or nonsense opens nothing", () => {
    const sealed = sealer.seal("secret");
    const at = sealed.length - 5;
    const altered = sealed.slice(0, at) + (sealed[at] === "A" ? "B" : "A") + sealed.slice(at + 1);
    const stranger = openSealer({ ...environment, sealingKey: Buffer.alloc(32, 7).toString("base64") });
    for (const open of [
      () => sealer.open(altered),
      () => stranger.open(sealed),
      () => sealer.open("v1."),
      () => sealer.open(""),
    ]) {
      expect(open).toThrowError(expect.objectContaining({ code: "configuration" }));
    }
  });

  test("a derived secret is stable, and its purpose is part of it", () => {
    expect(sealer.derive("next-auth")).toBe(openSealer(environment).derive("next-auth"));
    expect(sealer.derive("next-auth")).not.toBe(sealer.derive("tickets"));
    expect(Buffer.from(sealer.derive("next-auth"), "base64url")).toHaveLength(32);
  });

  test("a key of the wrong length is refused by the name of the variable", () => {
    const short = openSealer({ ...environment, sealingKey: "c2hvcnQ=" });
    expect(() => short.seal("x")).toThrowError(/POPDESK_KEY must hold 32 octets/);
  });
});
