/** Words that forms and tables share; pure, so that components may use them. */

/** Of Mozilla's Server Side TLS guidelines, which server/tls/profiles.ts has word by word. */
export const guidelineVersions = { current: "6.0", old: "5.7" } as const;

export const tlsProfiles = ["intermediate", "modern"] as const;
export const tlsVersions = ["TLSv1.2", "TLSv1.3"] as const;
export type TlsProfile = (typeof tlsProfiles)[number];
export type TlsVersion = (typeof tlsVersions)[number];

/** What every TLS server of this installation agrees to, but for listeners with the legacy switch. */
export interface TlsPolicy {
  readonly profile: TlsProfile;
  readonly minVersion: TlsVersion;
}

/** Mozilla's modern configuration is TLS 1.3 by definition, whatever least version was chosen beside it. */
export function tlsPolicyOf(settings: {
  readonly tlsProfile: TlsProfile;
  readonly tlsMinVersion: TlsVersion;
}): TlsPolicy {
  const { tlsProfile, tlsMinVersion } = settings;
  return { profile: tlsProfile, minVersion: tlsProfile === "modern" ? "TLSv1.3" : tlsMinVersion };
}
