import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type FirewallEntry, nftablesText } from "#server/protection/nftables.ts";
import { runProgram } from "#test/support/popdesk.ts";

const now = new Date("2026-11-21T12:00:00Z");
const inAnHour = new Date("2026-11-21T13:00:00Z");
const entries: FirewallEntry[] = [
  { network: "203.0.113.7/32", kind: "block", expiresAt: inAnHour },
  { network: "203.0.113.7/32", kind: "allow", expiresAt: inAnHour },
  { network: "203.0.113.0/24", kind: "deny", expiresAt: null },
  { network: "203.0.113.128/25", kind: "deny", expiresAt: inAnHour },
  { network: "198.51.0.0/16", kind: "deny", expiresAt: null },
  { network: "2001:db8::/64", kind: "block", expiresAt: inAnHour },
  { network: "2001:db8:1::7/128", kind: "deny", expiresAt: null },
  { network: "192.0.2.9/32", kind: "deny", expiresAt: now },
];

describe("rules for nftables", () => {
  test("have a set for each length of prefix, the narrowest first, an administrator's before the daemon's", () => {
    const text = nftablesText({ ports: [995, 110, 110], entries }, now);
    expect(text.match(/^ {4}ip6? saddr .*$/gm)).toEqual([
      "    ip6 saddr @deny6_128 drop",
      "    ip saddr @allow4_32 accept",
      "    ip saddr @deny4_25 drop",
      "    ip saddr @deny4_24 drop",
      "    ip saddr @deny4_16 drop",
      "    ip6 saddr @block6_64 drop",
      "    ip saddr @block4_32 drop",
    ]);
    expect(text).toContain("tcp dport { 110, 995 } jump clients");
    expect(text).toContain("elements = { 203.0.113.7 timeout 3600s }");
    expect(text).toContain("elements = { 203.0.113.0/24 }");
    expect(text).not.toContain("192.0.2.9");
  });

  const nft = ["/usr/sbin/nft", "/sbin/nft", "/usr/bin/nft"].find(existsSync);
  const mayAsk = nft !== undefined && process.getuid?.() === 0;

  test.skipIf(!mayAsk)("are taken by nft, full and empty", async () => {
    for (const [ports, given] of [
      [[110, 995], entries],
      [[110], []],
      [[], entries],
    ] as const) {
      const { code, stderr } = await runProgram(
        nft ?? "",
        ["-c", "-f", "-"],
        {},
        nftablesText({ ports, entries: given }, now),
      );
      // A container may lack the right to ask the kernel; what it says of the text itself comes first.
      if (/Operation not permitted|cache initialization failed/.test(stderr)) continue;
      expect(stderr).toBe("");
      expect(code).toBe(0);
    }
  });
});
