import fc from "fast-check";
import { hostile, rawMessage, text } from "./octets.ts";

/** Everything near an end of data, right and wrong (what "SMTP smuggling" tries). */
const nearEnd = fc.constantFrom(
  "\r\n.\r\n",
  "\n.\n",
  "\r.\r",
  "\r\n.\n",
  "\n.\r\n",
  "\r\n.\r",
  "\r.\r\n",
  "\r\n..\r\n",
  "\r\n.\0\r\n",
  "\r\n. \r\n",
  ".\r\n",
  "\r\r\n.\r\n",
  "\r\n.\r\r\n",
  "\r\n",
  ".",
  "\r",
  "\n",
);
export const dataContent = fc
  .array(
    fc.oneof(
      nearEnd,
      fc.constantFrom("text", "MAIL FROM:<evil@x>\r\n", "QUIT\r\n", "Return-Path: <a@b>\r\n", "\treturn-path:x\r\n"),
      rawMessage.map(text),
    ),
    {
      maxLength: 8,
    },
  )
  .map((parts) => parts.join(""));

/** A conversation that an LMTP client may begin, right and wrong; `recipient`: the addresses it has to choose from. */
export function lmtpSpeech(recipient: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const line = fc.oneof(
    { weight: 6, arbitrary: recipient.map((address) => `RCPT TO:<${address}>`) },
    {
      weight: 5,
      arbitrary: fc.constantFrom(
        "MAIL FROM:<a@b>",
        "MAIL FROM:<>",
        "mail from:<a@b> SIZE=60",
        "MAIL FROM:<a@b> SIZE=61",
        "MAIL FROM: <a@b> BODY=8BITMIME SMTPUTF8",
      ),
    },
    {
      weight: 4,
      arbitrary: fc.constantFrom(
        "DATA",
        "data",
        "LHLO c",
        "RSET",
        "NOOP",
        "NOOP x",
        "VRFY ann",
        "VRFY",
        "HELP",
        "EXPN staff",
      ),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        "QUIT",
        "QUIT now",
        "DATA now",
        "RSET now",
        "MAIL",
        "RCPT",
        "LHLO",
        "HELO c",
        "EHLO c",
        "STARTTLS",
        "XCLIENT",
        "",
        "BDAT 10 LAST",
        "RCPT TO:<ann@b> NOTIFY",
        "\xff",
        "NOOP \xff",
      ),
    },
    { weight: 1, arbitrary: fc.integer({ min: 110, max: 130 }).map((length) => `NOOP ${"x".repeat(length - 5)}`) },
  );
  const transaction = fc
    .tuple(
      fc.array(recipient, { minLength: 1, maxLength: 4 }),
      dataContent,
      fc.constantFrom("\r\n.\r\n", "\r\n.\r\n", "\r\n.\r\n", ""),
    )
    .map(
      ([addresses, content, end]) =>
        `MAIL FROM:<a@b>\r\n${addresses.map((address) => `RCPT TO:<${address}>\r\n`).join("")}DATA\r\n${content}${end}`,
    );
  const lineEnd = fc.constantFrom("\r\n", "\r\n", "\r\n", "\r\n", "\n");
  const part = fc.oneof(
    { weight: 6, arbitrary: fc.tuple(line, lineEnd).map((both) => both.join("")) },
    { weight: 3, arbitrary: transaction },
    { weight: 1, arbitrary: dataContent },
    { weight: 1, arbitrary: hostile(12).map(text) },
  );
  return fc
    .tuple(fc.constantFrom("LHLO c\r\n", "LHLO c\r\n", ""), fc.array(part, { maxLength: 14 }))
    .map(([first, parts]) => first + parts.join(""));
}
