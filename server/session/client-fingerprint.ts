/**
 * What a client does until it has seen what mail there is, as text that stays the same from session to session: its commands in order,
 * and whether it asked for POP3 by name in TLS (ALPN). It tells kinds of mail programs apart, never two of one kind.
 */
export function clientFingerprint(opening: string, isAlpn: boolean): string {
  return isAlpn ? `${opening} alpn` : opening;
}
