import assert from "node:assert/strict";
import { createHash, createHmac, pbkdf2Sync } from "node:crypto";
import fc from "fast-check";
import { parseOauthBearer, parseXoauth2 } from "#pop3d/protocol/bearer.ts";
import { isMalformed } from "#pop3d/protocol/malformed.ts";
import { parseScramFinal, parseScramFirst } from "#pop3d/protocol/scram.ts";
import { MemoryWorld } from "#test/support/memory-world.ts";
import { cut, hostile, octets, sizes, text } from "../octets.ts";
import { target } from "../target.ts";

const base64 = (latin1: string) => Buffer.from(latin1, "latin1").toString("base64");
const saslName = (name: string) => Buffer.from(name.replaceAll("=", "=3D").replaceAll(",", "=2C")).toString("latin1");

const name = fc.constantFrom("ann", "a,b", "a=b", "=2c", "é", "ann@example.org");
const nonce = fc.stringMatching(/^[!-+\--~]{1,40}$/);
const extensions = fc.array(fc.constantFrom("a=x", "z=,".slice(0, 2).concat("1"), "q=a=b"), { maxLength: 2 });

/** What a client may get wrong; each alone must keep it out. */
const mistakes = [
  "password",
  "proof bit",
  "proof cut",
  "proof longer",
  "server nonce",
  "client nonce",
  "channel binding",
  "no channel binding",
  "another name",
  "mandatory extension",
  "says more at the end",
  "cancels at the end",
  "is bound without TLS",
  "for another",
] as const;

interface Attempt {
  readonly name: string;
  readonly password: string;
  readonly nonce: string;
  readonly flag: "n" | "y";
  readonly namesItself: boolean;
  readonly extensions: readonly string[];
  readonly mistake: (typeof mistakes)[number] | null;
  readonly waits: boolean;
  readonly bit: number;
  readonly sizes: readonly number[];
}

const attempt: fc.Arbitrary<Attempt> = fc.record({
  name,
  password: fc.constantFrom("secret", "with space", "p,=w"),
  nonce,
  flag: fc.constantFrom("n", "y"),
  namesItself: fc.boolean(),
  extensions,
  mistake: fc.option(fc.constantFrom(...mistakes), { freq: 6 }),
  waits: fc.boolean(),
  bit: fc.nat(255),
  sizes,
});

/** A client of RFC 5802, apart from its one mistake. Gives what the server said last. */
async function signIn(attempt: Attempt): Promise<{ last: string; isServerProven: boolean }> {
  const { name, password, nonce, flag, mistake, bit, sizes } = attempt;
  const world = new MemoryWorld((said) => cut(said, sizes));
  world.backend.addAccount(name, password);
  const connection = await world.connect();
  let heard = connection.unread.length;
  const say = async (line: string) => {
    await connection.send(octets(`${line}\r\n`));
    const said = connection.unread.slice(heard).trimEnd();
    heard = connection.unread.length;
    return said;
  };
  const challengeIn = (said: string) => (/^\+ (.*)$/.test(said) ? text(Buffer.from(said.slice(2), "base64")) : null);

  const actAs = mistake === "for another" ? "bob" : name;
  const isNamed = attempt.namesItself || mistake === "for another";
  const gs2 = `${mistake === "is bound without TLS" ? "p=tls-exporter" : flag},${isNamed ? `a=${saslName(actAs)}` : ""},`;
  const asked = mistake === "another name" ? `${name}x` : name;
  const more = [...attempt.extensions, ...(mistake === "mandatory extension" ? ["m=x"] : [])];
  const bare = [`n=${saslName(asked)}`, `r=${nonce}`, ...more].join(",");
  const first = attempt.waits
    ? await say("AUTH SCRAM-SHA-256").then(() => say(base64(gs2 + bare)))
    : await say(`AUTH SCRAM-SHA-256 ${base64(gs2 + bare)}`);
  const serverFirst = challengeIn(first);
  if (serverFirst === null) return { last: first, isServerProven: false };
  const [, both = "", salt = "", iterations = ""] = /^r=([^,]+),s=([^,]+),i=(\d+)$/.exec(serverFirst) ?? [];
  assert(both.startsWith(nonce) && both.length > nonce.length, "the server adds nothing to the nonce");

  const known = mistake === "password" ? `${password}x` : password;
  const salted = pbkdf2Sync(known, Buffer.from(salt, "base64"), Number(iterations), 32, "sha256");
  const hmac = (key: Uint8Array, said: string) => createHmac("sha256", key).update(said, "latin1").digest();
  const clientKey = hmac(salted, "Client Key");
  const binding = mistake === "channel binding" ? `${gs2}x` : gs2;
  const repeated = mistake === "server nonce" ? `${both}x` : mistake === "client nonce" ? `x${both}` : both;
  const bound = mistake === "no channel binding" ? [] : [`c=${base64(binding)}`];
  const withoutProof = [...bound, `r=${repeated}`, ...attempt.extensions].join(",");
  const message = `${bare},${serverFirst},${withoutProof}`;
  const signature = hmac(createHash("sha256").update(clientKey).digest(), message);
  let proof = Buffer.from(clientKey.map((octet, at) => octet ^ (signature[at] as number)));
  if (mistake === "proof bit") proof[bit >> 3] = (proof[bit >> 3] as number) ^ (1 << (bit & 7));
  if (mistake === "proof cut") proof = proof.subarray(0, bit % 32);
  if (mistake === "proof longer") proof = Buffer.concat([proof, Buffer.of(bit)]);
  const final = await say(base64(`${withoutProof},p=${proof.toString("base64")}`));
  const serverFinal = challengeIn(final);
  if (serverFinal === null) return { last: final, isServerProven: false };
  const isServerProven = serverFinal === `v=${hmac(hmac(salted, "Server Key"), message).toString("base64")}`;
  const answer = mistake === "says more at the end" ? base64("x") : mistake === "cancels at the end" ? "*" : "";
  return { last: await say(answer), isServerProven };
}

export const scramSignIns = target(
  "SCRAM: who makes no mistake signs in and sees the server's proof; whoever makes one does neither",
  16,
  attempt,
  async (given) => {
    const { last, isServerProven } = await signIn(given);
    if (given.mistake === null) {
      assert.match(last, /^\+OK /);
      assert(isServerProven, "the server has not proved itself");
    } else assert.match(last, /^-ERR /, given.mistake);
  },
);

const part = fc.constantFrom(
  "n",
  "y",
  "p=tls-exporter",
  "p=",
  "n,",
  ",",
  "a=ann",
  "a=",
  "n=ann",
  "n=a=2Cb",
  "n=a=b",
  "n=",
  "r=abc",
  "r=",
  "r=a b",
  "m=x",
  "c=biws",
  "c=",
  "c=*",
  "p=AAAA",
  "p=AA",
  "x=y",
  "x=",
  "=",
  "\0",
  "é",
  "\xff",
);
const message = fc.oneof(
  { weight: 6, arbitrary: fc.array(part, { maxLength: 8 }).map((parts) => octets(parts.join(","))) },
  { weight: 1, arbitrary: hostile(40) },
);

export const scramMessages = target(
  "SCRAM: of a message all is used or it is refused; what is understood can be written again",
  200,
  message,
  (said) => {
    const first = parseScramFirst(said);
    if (!isMalformed(first)) {
      const again = Buffer.from(first.gs2Header + first.bare);
      assert.deepEqual(again, Buffer.from(said));
      const { binding, authorizationName, name, nonce } = first;
      const flag = typeof binding === "string" ? binding : `p=${binding.type}`;
      const header = `${flag},${authorizationName === "" ? "" : `a=${saslName(authorizationName)}`},`;
      assert.equal(text(Buffer.from(first.gs2Header)), header);
      assert(
        text(again)
          .slice(header.length)
          .startsWith(`n=${saslName(name)},r=${nonce}`),
      );
      assert(!/(^|,)m=/.test(first.bare), "a mandatory extension");
    }
    const final = parseScramFinal(said);
    if (isMalformed(final)) return;
    const { channelBinding, nonce, proof, withoutProof } = final;
    assert.equal(`${withoutProof},p=${Buffer.from(proof).toString("base64")}`, Buffer.from(said).toString());
    assert(withoutProof.startsWith(`c=${Buffer.from(channelBinding).toString("base64")},r=${nonce}`));
  },
);

const token = fc.constantFrom("abc.def.ghi", "a", "a==", "", "a b", "=", "a\x01", "é");
const pair = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.constantFrom("Bearer ", "bearer  ", "Basic ", ""), token)
      .map((both) => `auth=${both.join("")}`),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom("host=mail", "port=110", "user=ann", "user=", "user=a\0b", "x=y", "=", "auth", ""),
  },
);
const bearerMessage = fc
  .tuple(
    fc.constantFrom("n,a=ann,", "n,,", "y,a=a=2Cb,", "p=x,,", "n,a=,", "n", ""),
    fc.array(pair, { maxLength: 4 }),
    fc.constantFrom("\x01\x01", "\x01", "", "\x01\x01\x01"),
  )
  .map(([header, pairs, end]) => octets([header, ...pairs].join("\x01") + end));

export const bearerMessages = target(
  "OAUTHBEARER and XOAUTH2: one token of the characters tokens have, pairs that are named once, two ends",
  200,
  fc.oneof({ weight: 6, arbitrary: bearerMessage }, { weight: 1, arbitrary: hostile(40) }),
  (said) => {
    const all = Buffer.from(said);
    const parts = all.toString().split("\x01");
    const isWhole = (pairs: readonly string[]) => {
      const named = pairs.slice(0, -2).map((pair) => /^([a-z]+)=/i.exec(pair)?.[1]);
      const isEnded = pairs.length >= 3 && pairs.slice(-2).every((end) => end === "");
      return isEnded && named.every((name) => name !== undefined) && new Set(named).size === named.length;
    };
    const tokenIn = (pairs: readonly string[]) =>
      /^auth=bearer +([a-z0-9._~+/-]+=*)$/i.exec(pairs.find((pair) => pair.startsWith("auth=")) ?? "")?.[1];
    const isText = !all.toString().includes("\ufffd");
    const header = /^[ny],(?:a=([^,]+))?,$/.exec(parts[0] ?? "");
    const names = {
      oauth: header?.[1]?.replaceAll("=2C", ",").replaceAll("=3D", "=") ?? "",
      xoauth: parts.find((pair) => pair.startsWith("user="))?.slice(5) ?? "",
    };
    const check = (found: ReturnType<typeof parseXoauth2>, isGood: boolean, pairs: readonly string[], name: string) => {
      const token = tokenIn(pairs);
      const isFine = isText && isGood && isWhole(pairs) && token !== undefined && !/\p{Cc}/u.test(name);
      assert.deepEqual(isMalformed(found) ? null : found, isFine ? { name, token } : null);
    };
    check(parseOauthBearer(said), header !== null, parts.slice(1), names.oauth);
    check(parseXoauth2(said), true, parts, names.xoauth);
  },
);
