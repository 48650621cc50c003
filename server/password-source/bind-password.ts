import { DomainError } from "../errors.ts";
import type { Sealer } from "../secret/sealer.ts";
import type { KeptSource } from "./read-source.ts";
import type { ParsedSourceChange } from "./schema.ts";

/**
 * The sealed password of who searches, as a change has it: the one typed, or the one that is kept. A kept one is told to no server that it
 * was not meant for: then it must be typed again. Null where nobody in particular searches.
 */
export function sealedBindPassword(
  sealer: Sealer,
  change: ParsedSourceChange,
  before: KeptSource | null,
): string | null {
  if (change.kind !== "ldap" || change.mode === "template" || change.bindDn === "") return null;
  if (change.bindPassword) return sealer.seal(change.bindPassword);
  const kept = before?.settings.kind === "ldap" && before.settings.bindDn === change.bindDn ? before : null;
  if (kept === null || kept.sealedPassword === null) {
    throw new DomainError("invalid", `The password of ${change.bindDn} is needed.`, "bindPassword");
  }
  const { settings } = kept;
  const isToOthers =
    settings.kind !== "ldap" ||
    change.servers.some((server) => !settings.servers.includes(server)) ||
    (change.tls === "none" && settings.tls !== "none") ||
    change.caPem !== settings.caPem;
  if (!isToOthers) return kept.sealedPassword;
  throw new DomainError(
    "invalid",
    `Type the password of ${change.bindDn} again: with this change it would be told to another server, or in another way.`,
    "bindPassword",
  );
}
