/** Programs that were seen to begin so (test/pop3d/net/client-fingerprint.test.ts). Others may do the same: "like". */
const known: readonly (readonly [RegExp, string])[] = [
  [/^CAPA AUTH LIST$/, "curl"],
  [/^CAPA AUTH STAT LIST UIDL$/, "mpop"],
  [/^USER PASS UIDL LIST/, "getmail"],
  [/^CAPA USER PASS STAT UIDL(?: LIST)?$/, "fetchmail"],
];

/** The program that a client behaves like; null where none is known. */
export function clientLike(fingerprint: string): string | null {
  return known.find(([pattern]) => pattern.test(fingerprint))?.[1] ?? null;
}
