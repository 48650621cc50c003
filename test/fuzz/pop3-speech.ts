import fc from "fast-check";
import { hostile, text } from "./octets.ts";

/** Things a POP3 client may say, right and wrong, whole lines and several at once. */
export function pop3Speech(account: { readonly name: string; readonly password: string }): fc.Arbitrary<string> {
  const base64 = (latin1: string) => Buffer.from(latin1, "latin1").toString("base64");
  const plain = fc
    .tuple(
      fc.constantFrom("", "", "ann", "bob"),
      fc.constantFrom("ann", "ann", "ANN", "", "é"),
      fc.constantFrom(account.password, account.password, "wrong", "", "a\0b"),
    )
    .map((parts) => base64(parts.join("\0")));

  const word = fc.constantFrom(
    "USER ann",
    `PASS ${account.password}`,
    "STAT",
    "LIST",
    "UIDL",
    "RSET",
    "NOOP",
    "CAPA",
    "QUIT",
    "STLS",
    "AUTH PLAIN",
    "AUTH LOGIN",
    "stat",
    "Quit",
    "LIST ",
    "QUIT now",
    "APOP ann 0",
    "UTF8",
    "UTF8 USER",
    "LANG",
    "LANG *",
    "lang EN-gb",
    "LANG i-default",
    "LANG x-klingon",
    "LANG en_gb",
    `AUTH LOGIN ${base64("a".repeat(500))}`,
    `USER ${"a".repeat(600)}`,
    "",
  );

  /** What a client may say in one go, without its line end. */
  const sentence = fc.oneof(
    {
      weight: 15,
      arbitrary: fc.constantFrom(`USER ann\r\nPASS ${account.password}`, `USER ANN\nPASS ${account.password}`),
    },
    { weight: 40, arbitrary: fc.constantFrom("STAT", "STAT", "LIST", "UIDL", "RSET") },
    { weight: 20, arbitrary: word },
    {
      weight: 50,
      arbitrary: fc.tuple(fc.constantFrom("RETR", "DELE", "LIST", "UIDL", "retr"), number).map((all) => all.join(" ")),
    },
    { weight: 20, arbitrary: fc.tuple(number, number).map(([msg, lines]) => `TOP ${msg} ${lines}`) },
    {
      weight: 10,
      arbitrary: fc.constantFrom(
        "USER bob",
        "USER \xc3\xa9",
        "USER \xff",
        "USER",
        "PASS",
        "PASS wrong",
        "USER ann\r\nPASS \xff\xfe",
        `PASS${account.password}`,
        `PASS ${account.password.trim()}`,
      ),
    },
    { weight: 10, arbitrary: plain.map((response) => `AUTH PLAIN ${response}`) },
    { weight: 10, arbitrary: plain.map((response) => `AUTH PLAIN\r\n${response}`) },
    {
      weight: 5,
      arbitrary: fc.constantFrom(
        `AUTH LOGIN\r\n${base64("ann")}\r\n${base64(account.password)}`,
        `AUTH LOGIN ${base64("ann")}\r\n${base64(account.password)}`,
        `AUTH LOGIN =\r\n`,
        "AUTH LOGIN\r\n*",
        "AUTH PLAIN =",
        "AUTH PLAIN *",
        "AUTH PLAIN\r\n*",
        "AUTH NOSUCH",
        "AUTH",
        "AUTH ",
        `AUTH LOGIN\r\n${base64("ann")}\r\n`,
        "STLS\r\nCAPA\r\nUSER ann",
        "STLS now",
      ),
    },
    {
      weight: 5,
      arbitrary: fc
        .tuple(
          fc.constantFrom("USER ann\r\nPASS wrong", "NOSUCH", "AUTH PLAIN AGFubgB4"),
          fc.integer({ min: 2, max: 6 }),
        )
        .map(([wrong, times]) => Array(times).fill(wrong).join("\r\n")),
    },
    { weight: 5, arbitrary: hostile(30).map(text) },
    { weight: 5, arbitrary: fc.integer({ min: 505, max: 520 }).map((length) => `NOOP ${"x".repeat(length - 5)}`) },
    {
      weight: 1,
      arbitrary: fc.integer({ min: 12_280, max: 12_292 }).map((length) => `AUTH PLAIN\r\n${"A".repeat(length)}`),
    },
  );

  const lineEnd = fc.constantFrom("\r\n", "\r\n", "\r\n", "\r\n", "\n", "\r\r\n");
  return fc.array(fc.tuple(sentence, lineEnd), { minLength: 1, maxLength: 6 }).map((lines) => lines.flat().join(""));
}

const number = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 1, max: 5 }).map(String) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      "0",
      "00002",
      "0000000001",
      "00000000001",
      "-1",
      "+1",
      "1.0",
      "4294967297",
      "9999999999",
      "99999999999",
      "1 ",
      " 1",
      "1 1",
      "",
    ),
  },
);
