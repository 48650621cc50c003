import { describe, expect, it } from "vitest";
import { encodeListing, octetsColumn, uniqueIdColumn } from "#pop3d/protocol/listing.ts";
import { encodeStatus, err, ok } from "#pop3d/protocol/status.ts";
import { latin1, octetsOf } from "#test/support/transcript-text.ts";

const statusLine = octetsOf("+OK\r\n");
const none = () => false;

function piecesOf(listing: Uint8Array | Iterable<Uint8Array>): Uint8Array[] {
  return listing instanceof Uint8Array ? [listing] : [...listing];
}

function text(listing: Uint8Array | Iterable<Uint8Array>): string {
  return piecesOf(listing).map(latin1).join("");
}

describe("a listing", () => {
  it("of nothing is a status line and a dot", () => {
    expect(
      text(
        encodeListing(
          statusLine,
          0,
          none,
          octetsColumn(() => 1),
        ),
      ),
    ).toBe("+OK\r\n.\r\n");
  });

  it("writes figures exactly, however many digits they have", () => {
    const figures = [
      0,
      9,
      10,
      99,
      100,
      2_147_483_647,
      2_147_483_648,
      4_294_967_295,
      4_294_967_296,
      Number.MAX_SAFE_INTEGER,
    ];
    const lines = figures.map((figure, index) => `${index + 1} ${figure}\r\n`).join("");
    const column = octetsColumn((index) => figures[index] as number);
    expect(text(encodeListing(statusLine, figures.length, none, column))).toBe(`+OK\r\n${lines}.\r\n`);
  });

  it("leaves out what is hidden and keeps the numbers of the rest", () => {
    const column = uniqueIdColumn({ uniqueId: (index) => `~${index}!` });
    expect(text(encodeListing(statusLine, 4, (index) => index !== 2, column))).toBe("+OK\r\n3 ~2!\r\n.\r\n");
  });

  it("has room for unique-ids of 70 characters on every line", () => {
    const id = "z".repeat(70);
    const lines = Array.from({ length: 1000 }, (_, index) => `${index + 1} ${id}\r\n`).join("");
    expect(text(encodeListing(statusLine, 1000, none, uniqueIdColumn({ uniqueId: () => id })))).toBe(
      `+OK\r\n${lines}.\r\n`,
    );
  });

  it.each([2_500, 2_501, 5_000, 144_524])("of %d messages is whole, in pieces of at most 2,500 lines", (count) => {
    const pieces = piecesOf(
      encodeListing(
        statusLine,
        count,
        none,
        octetsColumn((index) => index * 7),
      ),
    );
    expect(pieces.length).toBe(Math.ceil(count / 2_500));
    const lines = pieces.map(latin1).join("").split("\r\n");
    expect(lines.length).toBe(count + 3);
    expect(lines.slice(0, 2)).toEqual(["+OK", "1 0"]);
    expect(lines.slice(-3)).toEqual([`${count} ${(count - 1) * 7}`, ".", ""]);
  });
});

describe("a status line", () => {
  it("carries its code in brackets and nothing that is not printable ASCII", () => {
    expect(latin1(encodeStatus(ok("")))).toBe("+OK\r\n");
    expect(latin1(encodeStatus(ok("hi")))).toBe("+OK hi\r\n");
    expect(latin1(encodeStatus(err("held by ü\r\n.\r\n+OK", "IN-USE")))).toBe("-ERR [IN-USE] held by ???.??+OK\r\n");
  });

  it("is never longer than 512 octets", () => {
    expect(encodeStatus(err("x".repeat(600))).length).toBe(512);
  });
});
