import { describe, expect, it } from "vitest";
import { courierNameUidl, readCourierSizelist } from "#server/transfer/courier-sizelist.ts";
import { readDovecotUidlist } from "#server/transfer/dovecot-uidlist.ts";

describe("dovecot-uidlist", () => {
  const version3 = [
    "3 V1275660208 N25022 G3085f01b7f11094c501100008c4a11c1",
    "25006 :1276528487.M364837P9451.host,S=1355,W=1394:2,",
    "25017 W2481 :1276533073.M242911P3632.host:2,F",
    "25018 Psaved-uidl W9 :1276533074.M1P1.host",
    "nonsense",
    "",
  ].join("\n");

  it("gives the unique-ids Dovecot told by default, and those it had saved", () => {
    expect(readDovecotUidlist(version3)).toEqual(
      new Map([
        ["1276528487.M364837P9451.host,S=1355,W=1394", "000061ae4c0907b0"],
        ["1276533073.M242911P3632.host", "000061b94c0907b0"],
        ["1276533074.M1P1.host", "saved-uidl"],
      ]),
    );
  });

  it.each([
    ["%v.%u", "1275660208.25006"],
    ["%v-%u", "1275660208-25006"],
    ["UID%u-%v", "UID25006-1275660208"],
    ["%08Xv%08Xu", "4c0907b0000061ae"],
    ["%f", "1276528487.M364837P9451.host,S=1355,W=1394"],
    ["%%%u", "%25006"],
  ])("follows the format %s", (format, uniqueId) => {
    expect([...(readDovecotUidlist(version3, format)?.values() ?? [])][0]).toBe(uniqueId);
  });

  it.each(["%m", "constant", "%v", "%", "%8"])(
    "refuses the format %s, which it does not understand or which names nothing",
    (format) => {
      expect(() => readDovecotUidlist(version3, format)).toThrow("is not understood");
    },
  );

  it("reads version 1", () => {
    expect(readDovecotUidlist("1 1275660208 3\n1 1276528487.M1P1.host:2,S\n2 1276528488.M1P1.host\n")).toEqual(
      new Map([
        ["1276528487.M1P1.host", "000000014c0907b0"],
        ["1276528488.M1P1.host", "000000024c0907b0"],
      ]),
    );
  });

  it("is not taken for what it is not", () => {
    expect(readDovecotUidlist("")).toBeNull();
    expect(readDovecotUidlist("Hello there\n1 x\n")).toBeNull();
  });
});

describe("courierpop3dsizelist", () => {
  it("gives the unique-ids Courier told, of every version of its list", () => {
    const list = "/3 5 1275660208\n1.M1P1.host,S=9:2,S 9 1:1275660208:0\n2.host 9 2:0:1\n3.host+x 9 0:1275660208:0\n\n";
    expect(readCourierSizelist(list)).toEqual(
      new Map([
        ["1.M1P1.host,S=9", "UID1-1275660208"],
        ["2.host", "UID2"],
        ["3.host+x", "3.host+2Bx"],
      ]),
    );
    expect(readCourierSizelist("/2 5 7\n1.host 9 1:7\n")).toEqual(new Map([["1.host", "UID1-7"]]));
    expect(readCourierSizelist("1.host 9 1:7\n")).toBeNull();
  });

  it("escapes file names as Courier did", () => expect(courierNameUidl("a b+'\"ü")).toBe("a+20b+2B+27+22+C3+BC"));
});
