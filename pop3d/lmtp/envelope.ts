import { isMalformed } from "../protocol/malformed.ts";
import { type Answer, answer } from "./answer.ts";
import { parseParameters } from "./parameters.ts";
import { type Path, parseForwardPath, parseReversePath } from "./path.ts";

export interface MailArguments {
  readonly sender: Path;
  /** Octets the client says it will send (RFC 1870); null where it says nothing. */
  readonly announcedOctets: number | null;
  /** SMTPUTF8 (RFC 6531): addresses and header may hold UTF-8. */
  readonly isUtf8: boolean;
}

/** `MAIL FROM:<path> [SIZE=n] [BODY=7BIT|8BITMIME] [SMTPUTF8]`; the answer that refuses it otherwise. */
export function mailArguments(rest: string): MailArguments | Answer {
  const text = afterPrefix(rest, "FROM:");
  if (text === null) return answer(501, "5.5.4", "expected MAIL FROM:<address>");
  const parsed = parseReversePath(text);
  if (isMalformed(parsed)) return answer(501, "5.1.7", parsed.malformed);
  const parameters = parseParameters(parsed.rest);
  if (isMalformed(parameters)) return answer(501, "5.5.4", parameters.malformed);
  let announcedOctets: number | null = null;
  let isUtf8 = false;
  for (const [name, value] of parameters) {
    if (name === "SIZE" && value !== null && /^[0-9]{1,20}$/.test(value)) announcedOctets = Number(value);
    else if (name === "SMTPUTF8" && value === null) isUtf8 = true;
    else if (name === "BODY" && /^(?:7BIT|8BITMIME)$/i.test(value ?? "")) continue;
    else if (/^(?:SIZE|SMTPUTF8|BODY)$/.test(name))
      return answer(501, "5.5.4", `that value of ${name} is not known here`);
    else return answer(555, "5.5.4", `${name} is not offered`);
  }
  if (parsed.path.needsUtf8 && !isUtf8)
    return answer(550, "5.6.7", "that address needs SMTPUTF8, and MAIL did not ask for it");
  return { sender: parsed.path, announcedOctets, isUtf8 };
}

/** `RCPT TO:<path>`; no parameter is offered. */
export function recipientArgument(rest: string, { isUtf8 }: MailArguments, hostname: string): Path | Answer {
  const text = afterPrefix(rest, "TO:");
  if (text === null) return answer(501, "5.5.4", "expected RCPT TO:<address>");
  const parsed = parseForwardPath(text, hostname);
  if (isMalformed(parsed)) return answer(501, "5.1.3", parsed.malformed);
  const parameters = parseParameters(parsed.rest);
  if (isMalformed(parameters)) return answer(501, "5.5.4", parameters.malformed);
  const [unknown] = parameters.keys();
  if (unknown !== undefined) return answer(555, "5.5.4", `${unknown} is not offered`);
  if (parsed.path.needsUtf8 && !isUtf8)
    return answer(553, "5.6.7", "that address needs SMTPUTF8, and MAIL did not ask for it");
  return parsed.path;
}

/** Spaces after the colon are against the RFC and sent by so many that they are let pass. */
function afterPrefix(rest: string, prefix: string): string | null {
  if (rest.slice(0, prefix.length).toUpperCase() !== prefix) return null;
  return rest.slice(prefix.length).trim();
}
