/*
 * Mozilla's Server Side TLS guidelines, version 6.0 (https://ssl-config.mozilla.org/guidelines/6.0.json), which name two
 * configurations; "old" is that of version 5.7 (…/guidelines/5.7.json), the last that had it.
 */
const tls13 = ["TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"];

const intermediate = [
  "ECDHE-ECDSA-AES128-GCM-SHA256",
  "ECDHE-RSA-AES128-GCM-SHA256",
  "ECDHE-ECDSA-AES256-GCM-SHA384",
  "ECDHE-RSA-AES256-GCM-SHA384",
  "ECDHE-ECDSA-CHACHA20-POLY1305",
  "ECDHE-RSA-CHACHA20-POLY1305",
];

const old = [
  ...intermediate,
  "DHE-RSA-AES128-GCM-SHA256",
  "DHE-RSA-AES256-GCM-SHA384",
  "DHE-RSA-CHACHA20-POLY1305",
  "ECDHE-ECDSA-AES128-SHA256",
  "ECDHE-RSA-AES128-SHA256",
  "ECDHE-ECDSA-AES128-SHA",
  "ECDHE-RSA-AES128-SHA",
  "ECDHE-ECDSA-AES256-SHA384",
  "ECDHE-RSA-AES256-SHA384",
  "ECDHE-ECDSA-AES256-SHA",
  "ECDHE-RSA-AES256-SHA",
  "DHE-RSA-AES128-SHA256",
  "DHE-RSA-AES256-SHA256",
  "AES128-GCM-SHA256",
  "AES256-GCM-SHA384",
  "AES128-SHA256",
  "AES256-SHA256",
  "AES128-SHA",
  "AES256-SHA",
  "DES-CBC3-SHA",
];

/** OpenSSL's cipher lists of each configuration, in its order. */
export const cipherLists = {
  modern: tls13,
  intermediate: [...tls13, ...intermediate],
  old: [...tls13, ...old],
} as const;

/** The first is known from OpenSSL 3.5 on (server/tls/context-options.ts tries). */
export const groups = ["X25519MLKEM768", "X25519", "prime256v1", "secp384r1"] as const;

const current = new Set([...tls13, ...intermediate]);

/** Whether a connection came about by the legacy switch alone. */
export function isLegacyTls(version: string | null, cipher: string): boolean {
  return (version !== "TLSv1.2" && version !== "TLSv1.3") || !current.has(cipher);
}
