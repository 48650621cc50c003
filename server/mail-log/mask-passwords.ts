export const maskedText = "<hidden>";

/** Whether there may be anything to mask, in one look: nearly all lines end here. */
const suspicious =
  /given password: |supplied password|\bresp=|pass(?:wd|word)?=|\bPASSV?(?:\t|#011)|\bCONT(?:\t|#011)|\bAUTH (?:PLAIN|LOGIN) |\bPASS /i;

/** A field of Dovecot's protocols ends at a tab, which syslog may write as #011. */
const fieldEnd = String.raw`(?=\t|#011|$)`;

/** What is kept before a secret (the first group), and the secret. In JSON a text ends at its quotation mark. */
const secrets: readonly RegExp[] = [
  // Dovecot, auth_debug_passwords: the client's answer is the last field.
  /(\bresp=)[^"]+/,
  new RegExp(String.raw`(\bPASSV?(?:\t|#011)\d+(?:\t|#011))[^"]+?${fieldEnd}`),
  new RegExp(String.raw`(\bCONT(?:\t|#011)\d+(?:\t|#011))[^"]+?${fieldEnd}`),
  // pass=, password=, clearpasswd= of Dovecot (tabs between fields) and Courier (", " between them).
  /(pass(?:wd|word)?=)(?:[^"\t#]|#(?!011))+?(?=\t|#011|, [a-z]+=|"|$)/gi,
  // Courier with DEBUG_LOGIN: what was typed, and the hash it does not match.
  /(supplied password ')[^"]+/,
  // Conversations, where a server is told to log them.
  /(\bAUTH (?:PLAIN|LOGIN) )[^"\s]+/,
  /((?:^|[<:] ?|")PASS )[^"]+/,
];

/**
 * A line without the passwords that servers repeat where they are told to (Dovecot's auth_verbose_passwords and auth_debug_passwords, Courier's
 * DEBUG_LOGIN, conversations written down). Rather too much is taken out than too little. Linear in its length but for the few lines
 * that have such a word in them.
 */
export function maskPasswords(line: string): string {
  if (!suspicious.test(line)) return line;
  let masked = maskGiven(line);
  for (const secret of secrets) masked = masked.replace(secret, `$1${maskedText}`);
  return masked;
}

const given = "given password: ";

/** Dovecot's auth_verbose_passwords. The password may have brackets in it itself, so the last one is its end; in JSON, before the text's end. */
function maskGiven(line: string): string {
  const at = line.indexOf(given);
  if (at < 0) return line;
  const from = at + given.length;
  const quote = line.indexOf('"', from);
  const stop = quote < 0 ? line.length : quote;
  const bracket = line.lastIndexOf(")", stop - 1);
  return line.slice(0, from) + maskedText + line.slice(bracket >= from ? bracket : stop);
}
