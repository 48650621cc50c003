import type { Actor } from "#server/audit/append-audit.ts";

/** Who does things in tests. */
export const tester: Actor = { kind: "administrator", name: "tester@example.org", remoteAddress: "192.0.2.10" };
