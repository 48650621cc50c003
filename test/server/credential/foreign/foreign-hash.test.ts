import { describe, expect, test } from "vitest";
import { mostCost } from "#server/credential/foreign/foreign-hash.ts";
import { parseForeignHash } from "#server/credential/foreign/parse-foreign-hash.ts";
import { foreignSchemeOf } from "#server/credential/foreign/password-kind.ts";
import { verifyStored } from "#server/credential/verify-stored.ts";
import { vectors } from "./vectors.ts";

const octets = (text: string) => Buffer.from(text, "utf8");

describe("a hash of another server", () => {
  test.each(vectors.map(([tool, password, hash]) => [tool, hash, password] as const))(
    "by %s fits its password and no other: %s",
    async (_tool, hash, password) => {
      expect(parseForeignHash(hash)).not.toHaveProperty("problem");
      expect(foreignSchemeOf(hash)).toMatch(/^[A-Za-z0-9-]+$/);
      expect(await verifyStored(hash, octets(password))).toBe(true);
      for (const other of [`${password} `, password.slice(1), ""]) {
        // bcrypt never saw the end of a long one: that is how it is.
        if (other.length > 72) continue;
        expect(await verifyStored(hash, octets(other))).toBe(false);
      }
    },
  );

  test("is compared octet for octet: Latin-1 is no UTF-8", async () => {
    const hash =
      "{SHA256}" +
      Buffer.from("7d9b5de5b5b5c1d6e0ac6a6d3f9b4e5cd7c4ad5b6d1a2ce1f4e9a8db0d5e7f11", "hex").toString("base64");
    expect(await verifyStored(hash, octets("grün"))).toBe(false);
    const latin1 = Buffer.from("grün", "latin1");
    const { createHash } = await import("node:crypto");
    const made = `{SHA256}${createHash("sha256").update(latin1).digest("base64")}`;
    expect(await verifyStored(made, latin1)).toBe(true);
    expect(await verifyStored(made, octets("grün"))).toBe(false);
  });

  test("is not asked with what crypt never takes: a NUL, or a thousand octets", async () => {
    const [, , hash] = vectors.find(([tool]) => tool === "openssl passwd -6") ?? [];
    expect(await verifyStored(hash ?? "", octets("correct horse 9\0tail"))).toBe(false);
    expect(await verifyStored(hash ?? "", Buffer.alloc(100_000, "x"))).toBe(false);
  });

  test.each([
    ["", /no hash that is known/],
    ["hunter2", /no hash that is known/],
    ["{NOPE}abc", /\{NOPE\} is not known here\. Known are \{BLF-CRYPT\}/],
    ["{CRAM-MD5}0123456789abcdef", /not known here/],
    ["{SHA512-CRYPT}$6$salt$tooshort", /no whole SHA512-CRYPT hash/],
    ["{SHA512-CRYPT}$5$ZsuuxRvvn5VWD5wP$9LOuJpGhTnxhIuARFDPEaY070O1kx.U.g2A0rRrcCG8x", /no whole SHA256-CRYPT/],
    ["{MD5-CRYPT}$2y$05$a/.AfNdkXB9p1UNSul6E1eeh7Q3meakTyPOz8iRVuparhRqv2W2k2", /says \{MD5-CRYPT\}, but is a bcrypt/],
    ["{SSHA256}FHEHE3bz", /no whole SSHA256/],
    ["{SHA}!!!!", /no whole SHA/],
    ["{SHA256.HEX}zz", /no whole SHA256/],
    ["{PBKDF2}$1$salt$0$d4e6ff6c3c0d1f109bc9ab3df366c1c289da8f64", /no whole PBKDF2/],
    ["{SCRAM-SHA-256}4096,AAAA,BBBB", /no whole SCRAM-SHA-256/],
    ["{PLAIN}", /no whole PLAIN/],
    ["abhfCpXqd4GrI", /DES hash/],
    ["$y$j9T$abcdefgh$WJq0lMBy1GgDXWFTiXuhWzvXv3juTfM7on9TJLshUm/", /yescrypt/],
    ["!", /locked account/],
    ["*LK*", /locked account/],
    ["$2x$05$a/.AfNdkXB9p1UNSul6E1eeh7Q3meakTyPOz8iRVuparhRqv2W2k2", /faulty bcrypt/],
    [`{SSHA}${"A".repeat(600)}`, /at most 512 characters/],
  ])("that is %j is refused in a sentence", (hash, sentence) => {
    expect(parseForeignHash(hash)).toMatchObject({ problem: expect.stringMatching(sentence) });
  });

  const digest86 = "A".repeat(86);
  test.each([
    [`$6$rounds=${mostCost.rounds + 1}$salt$${digest86}`, /asks for 1,000,001 rounds; at most 1,000,000/],
    [`$6$rounds=999999999$salt$${digest86}`, /asks for 999,999,999 rounds/],
    [`$2y$31$${"a".repeat(53)}`, /bcrypt hash asks for 2,147,483,648 rounds/],
    ["{PBKDF2}$1$salt$100000000$d4e6ff6c3c0d1f109bc9ab3df366c1c289da8f64", /100,000,000 iterations/],
    [
      "{SCRAM-SHA-256}9999999,24wTx+BqOC+zEklVWtWRjA==,EAcMtJvVMZ8ZSo5pY1hovFg4xVhicMXDq9ZpW8muq7s=,EAcMtJvVMZ8ZSo5pY1hovFg4xVhicMXDq9ZpW8muq7s=",
      /9,999,999 iterations/,
    ],
    [
      "$argon2id$v=19$m=4194304,t=3,p=1$mRcz5G0Wy/yNKQq/sfhqhA$9SCdokLAPA4py8CTVfuTJDYnZFZokrPvgTVRSaaaaaa",
      /4,194,304 KiB of memory/,
    ],
    [
      "$argon2id$v=19$m=65536,t=4000000000,p=1$mRcz5G0Wy/yNKQq/sfhqhA$9SCdokLAPA4py8CTVfuTJDYnZFZokrPvgTVRSaaaaaa",
      /4,000,000,000 passes/,
    ],
    ["$argon2i$v=19$m=65536,t=4,p=200$mRcz5G0Wy/yNKQq/sfhqhA$9SCdokLAPA4py8CTVfuTJDYnZFZokrPvgTVRSaaaaaa", /200 lanes/],
  ])("that would cost too much is refused with what it asks for: %s", (hash, sentence) => {
    expect(parseForeignHash(hash)).toMatchObject({ problem: expect.stringMatching(sentence) });
  });

  test("is named as people call it; our own has no such name", () => {
    expect(foreignSchemeOf("")).toBeNull();
    expect(foreignSchemeOf("$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAA")).toBeNull();
    expect(foreignSchemeOf("{SSHA}zTTzj55bhr+PRewBEwKWDgM6RoZVll/z")).toBe("SSHA");
    expect(foreignSchemeOf("$2b$05$abcdefghijklmnopqrstuu1DGBUyugDryy2ZKLrMCfbKaACplIHXG")).toBe("bcrypt");
    expect(foreignSchemeOf("{CRYPT}$1$07Q8aZ8r$RLTkvmvFarJRisTMlprox/")).toBe("MD5-CRYPT");
  });
});
