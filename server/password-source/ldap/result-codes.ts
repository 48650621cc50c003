import type { ResultCodeError } from "ldapts";

/** What a bind may be answered with that is about the person, not about the server (RFC 4511 appendix A). */
const personal: Readonly<Record<number, string>> = {
  19: "the directory's password policy refuses this person",
  32: "there is no such entry, or it has no password",
  48: "this entry has no password to sign in with",
  49: "the password is wrong",
  50: "this person may not sign in there",
  53: "the directory refuses this person: perhaps locked, or switched off there",
};

/** Of Active Directory, behind "data" in its message. */
const activeDirectory: Readonly<Record<string, string>> = {
  "525": "there is no such user",
  "52e": "the password is wrong",
  "530": "this user may not sign in at this hour",
  "531": "this user may not sign in from here",
  "532": "the password has expired",
  "533": "the user is switched off there",
  "701": "the user has expired",
  "773": "the user must choose a new password first",
  "775": "the user is locked out there",
};

const words: Readonly<Record<number, string>> = {
  1: "operations error; does it want somebody to be bound before a search?",
  2: "protocol error",
  3: "the search takes too long",
  4: "too many entries",
  7: "it takes no passwords this way",
  8: "it wants stronger protection; choose TLS",
  10: "it refers to another server, which is not followed",
  11: "a limit of its administrator",
  13: "it wants TLS first",
  32: "there is no such base",
  34: "this is no distinguished name",
  50: "who searches may not read there",
  51: "it is busy",
  52: "it is not available",
  53: "it is unwilling",
};

/** Why the person is refused; null where it is not about the person. */
export function bindRefusal({ code, message }: ResultCodeError): string | null {
  const [, data] = /\bdata ([0-9a-f]{3})\b/i.exec(message) ?? [];
  return (data && activeDirectory[data.toLowerCase()]) ?? personal[code] ?? null;
}

export function resultText({ code, message }: ResultCodeError): string {
  const own = message.replace(/ Code: 0x[0-9a-f]+$/i, "").trim();
  return words[code] ?? `result code ${code}${own === "" ? "" : `, "${own.slice(0, 200)}"`}`;
}
