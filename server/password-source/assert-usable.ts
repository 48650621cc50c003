import type { SourceSettings } from "./schema.ts";

/** Refuses with `invalid` what no schema can tell, for that would bring ldapts into the browser. */
export async function assertUsable(settings: SourceSettings | null): Promise<void> {
  if (settings?.kind !== "ldap") return;
  const { assertTrust } = await import("./ldap/trust.ts");
  assertTrust(settings.caPem);
  if (settings.mode === "template") return;
  const { assertFilter } = await import("./ldap/person-filter.ts");
  assertFilter(settings.filter);
}
