import { z } from "zod";

/** What a client can send in one PASS line, with room to spare (RFC 2449 §4). */
const longestOctets = 200;

/** The least a password must be; how good it is beyond that, the form shows while one types. */
const password = (leastCharacters: number) =>
  z
    .string()
    .min(leastCharacters, `A password has at least ${leastCharacters} characters.`)
    .refine((text) => new TextEncoder().encode(text).length <= longestOctets, {
      message: `A password has at most ${longestOctets} octets; some mail programs cannot send a longer one.`,
    })
    .regex(
      /^\P{Cc}*$/u,
      "A password holds no line breaks or other control characters: no mail program could send them.",
    );

/** Of an account. */
export const newPassword = password(8);

/** Of an administrator. */
export const newAdministratorPassword = password(10);
