import type { LdapSettings, SourceSettings } from "./schema.ts";
import type { AskedSource } from "./question.ts";
import type { Store } from "../store.ts";

/** Who is asked by these settings. Nothing is connected before the first question. `bindPassword`: of who searches, where the kind has one. */
export async function openSource(
  { clock }: Pick<Store, "clock">,
  settings: SourceSettings,
  bindPassword: string,
): Promise<AskedSource> {
  if (settings.kind === "pam") {
    const { Saslauthd } = await import("./pam/saslauthd.ts");
    return new Saslauthd(settings);
  }
  return openLdap(clock, settings, bindPassword);
}

/** Loaded where somebody has a directory. */
async function openLdap(clock: Store["clock"], settings: LdapSettings, bindPassword: string): Promise<AskedSource> {
  const { LdapDirectory } = await import("./ldap/directory.ts");
  return new LdapDirectory({ settings, bindPassword, monotonicMs: () => clock.monotonicMs() });
}
