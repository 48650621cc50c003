import { expect, it } from "vitest";
import { parseOauthBearer } from "#pop3d/protocol/bearer.ts";
import { isMalformed } from "#pop3d/protocol/malformed.ts";

const message = (header: string) => new TextEncoder().encode(`${header}\x01auth=Bearer a.b.c\x01\x01`);

it("reads whom a client wants to be, or that it leaves that to the token", () => {
  expect(parseOauthBearer(message("n,a=ann=2Cb=3Dc,"))).toEqual({ name: "ann,b=c", token: "a.b.c" });
  expect(parseOauthBearer(message("y,,"))).toEqual({ name: "", token: "a.b.c" });
});

it.each([
  ["a channel binding, which no token has", "p=tls-exporter,,"],
  ["an empty name", "n,a=,"],
  ["a name and no end", "n,a=bob"],
  ["more than a name", "n,a=bob,x,"],
  ["nothing", ""],
])("signs nobody in whose header is %s, as if it had named nobody", (_name, header) => {
  expect(isMalformed(parseOauthBearer(message(header)))).toBe(true);
});
