import { describe, expect, it } from "vitest";
import { encodedHeader, mailText, quotedPrintable } from "#server/alert/channel/smtp/mime.ts";

describe("a mail of alerts", () => {
  it("is ASCII in lines that every server takes", () => {
    const text = `Müller – ${"long ".repeat(400)}\nFrom here.\n.\n=20 \n`;
    const mail = mailText({
      from: "a@example.org",
      to: Array.from({ length: 20 }, (_, at) => `somebody-${at}@example.net`),
      subject: `Kritisch: ${"Größe der Platte ".repeat(10)}`,
      text,
      at: new Date("2026-11-21T20:00:00Z"),
      messageId: "1@example.org",
      references: [],
    });
    expect(mail).toMatch(/^[\x20-\x7e\r\n]*$/);
    expect(Math.max(...mail.split("\r\n").map(({ length }) => length))).toBeLessThanOrEqual(78);
    expect(mail).not.toMatch(/[^\r]\n/);
    expect(mail).toContain("Date: Sat, 21 Nov 2026 20:00:00 +0000\r\n");
    const [, body = ""] = mail.split("\r\n\r\n");
    expect(decoded(body)).toBe(text.replaceAll("\n", "\r\n"));
  });

  it("no text can add a header", () => {
    expect(encodedHeader("quiet\r\nBcc: eve@example.org")).toBe("quiet Bcc: eve@example.org");
    expect(encodedHeader("=?UTF-8?B?eA==?=")).toBe(`=?UTF-8?B?${Buffer.from("=?UTF-8?B?eA==?=").toString("base64")}?=`);
  });

  it("letters are not cut in two", () => {
    const subject = "ü€🙂".repeat(30);
    const words = encodedHeader(subject).split("\r\n ");
    expect(words.map((word) => Buffer.from(word.slice(10, -2), "base64").toString("utf8")).join("")).toBe(subject);
    expect(quotedPrintable("a ")).toBe("a=20");
  });
});

/** RFC 2045 §6.7, the other way. */
function decoded(text: string): string {
  const octets = text
    .replace(/=\r\n/g, "")
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(octets, "latin1").toString("utf8");
}
