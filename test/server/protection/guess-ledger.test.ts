import { beforeEach, describe, expect, test } from "vitest";
import { GuessLedger, type Guesses } from "#server/protection/guess-ledger.ts";
import { guessPolicyOf } from "#server/protection/guess-policy.ts";
import { RefusalCounts } from "#server/protection/refusal-counts.ts";
import { WrongPasswords } from "#server/protection/wrong-passwords.ts";
import { defaultSettings } from "#server/setting/schema.ts";

const [home, elsewhere] = ["198.51.100.1/32", "203.0.113.9/32"];
const ann = "ann@example.org";
const minute = 60_000;

describe("the ledger of guesses", () => {
  let ledger: GuessLedger;
  let now: number;
  beforeEach(() => {
    ledger = new GuessLedger(() => guessPolicyOf(defaultSettings));
    now = Date.UTC(2026, 10, 21, 12);
  });

  const guess = (network: string, address = ann, more: Partial<Guesses> = {}) =>
    ledger.count({
      network,
      address,
      accountId: 1,
      isKnown: false,
      count: 1,
      weight: 1,
      heldBack: 0,
      at: now,
      ...more,
    });
  const waits = (network: string, address = ann) => (ledger.hold(network, address, now)?.waitMs ?? 0) / 1000;
  const guesses = (count: number, network: string, address = ann, more = {}) => {
    for (let each = 0; each < count; each += 1) guess(network, address, more);
  };

  test("lets a few guesses pass, then each waits twice as long as the one before, up to the longest", () => {
    const waited = [];
    for (let each = 0; each < 20; each += 1) {
      guess(elsewhere);
      waited.push(waits(elsewhere));
      now += waits(elsewhere) * 1000;
    }
    expect(waited.slice(0, 9)).toEqual([0, 0, 0, 0, 0, 2, 4, 8, 16]);
    expect(Math.max(...waited)).toBeLessThanOrEqual(3_600);
    expect(waited.at(-1)).toBeGreaterThan(500);
  });

  test("never makes the owner wait for who guesses elsewhere, be it one network or a thousand", () => {
    guesses(100, elsewhere);
    expect(waits(elsewhere)).toBe(3_600);
    expect(waits(home)).toBe(0);
    for (let other = 0; other < 1_000; other += 1) guesses(3, `10.0.${other >> 8}.${other & 255}/32`);
    expect(waits(home)).toBe(0);
  });

  test("gives strange networks one guess each while an account is guessed at from everywhere; who is known has his", () => {
    for (let other = 0; other < 50; other += 1) guess(`10.0.0.${other}/32`);
    guess("10.9.9.9/32");
    expect(waits("10.9.9.9/32")).toBe(0);
    guess("10.9.9.9/32");
    expect(waits("10.9.9.9/32")).toBe(2);
    guesses(25, home, ann, { isKnown: true });
    expect(waits(home)).toBe(0);
    expect(ledger.left("10.77.0.1/32", ann, now)).toBe(1);
  });

  test("slows a network that guesses at many accounts, but not those who sign in rightly from there", () => {
    guess(elsewhere, "carol@example.org", { isKnown: true });
    for (let each = 0; each < 25; each += 1) guess(elsewhere, `a${each}@example.org`);
    const hold = ledger.hold(elsewhere, "b@example.org", now);
    expect(hold).toMatchObject({ isForNetwork: true });
    expect(waits(elsewhere, "carol@example.org")).toBe(0);
    expect(waits(home, "b@example.org")).toBe(0);
  });

  test("spares who is known: more guesses, and a minute at most", () => {
    guesses(25, home, ann, { isKnown: true });
    expect(waits(home)).toBe(0);
    guesses(40, home, ann, { isKnown: true });
    expect(waits(home)).toBe(60);
  });

  test("forgets one guess after each half hour, and all of them after a right password", () => {
    guesses(6, elsewhere);
    now += 61 * minute;
    guess(elsewhere);
    expect(waits(elsewhere)).toBe(0);
    guesses(3, elsewhere);
    expect(waits(elsewhere)).toBeGreaterThan(0);
    ledger.forgive(elsewhere, ann, now);
    expect(waits(elsewhere)).toBe(0);
    guesses(5, elsewhere);
    expect(waits(elsewhere)).toBe(0);
    now += 24 * 60 * minute;
    ledger.sweep(now);
    expect(ledger.size).toBe(0);
  });

  test("a right password takes back what its pair counted against the network, and no more", () => {
    for (let each = 0; each < 30; each += 1) guess(elsewhere, `a${each}@example.org`);
    guess(elsewhere, "mine@example.org");
    ledger.forgive(elsewhere, "mine@example.org", now);
    expect(ledger.hold(elsewhere, "b@example.org", now)).toMatchObject({ isForNetwork: true });
  });

  test("the same wrong password again weighs little", () => {
    const wrong = new WrongPasswords();
    const digest = (text: string) => wrong.digest(Buffer.from(text));
    const tried = ["old", "old", "older", "old", "old"].map((text) => wrong.isRepeated(`${home} ${ann}`, digest(text)));
    expect(tried).toEqual([false, true, false, true, true]);
    expect(wrong.isRepeated(`${elsewhere} ${ann}`, digest("old"))).toBe(false);
    guesses(5, home);
    guesses(9, home, ann, { weight: 0.05 });
    expect(waits(home)).toBe(0);
    guesses(2, home, ann, { weight: 0.05 });
    expect(waits(home)).toBe(2);
  });

  test("those told of each other's guesses hold the same; what one knew before a restart holds after it", () => {
    const primary = new GuessLedger(() => guessPolicyOf(defaultSettings), { tracksChanges: true });
    const told = {
      network: home,
      address: ann,
      accountId: 1,
      isKnown: false,
      count: 1,
      weight: 1,
      heldBack: 0,
      at: now,
    };
    for (let each = 0; each < 8; each += 1) {
      ledger.count(told);
      primary.count(told);
    }
    expect(primary.hold(home, ann, now)).toEqual(ledger.hold(home, ann, now));
    const restarted = new GuessLedger(() => guessPolicyOf(defaultSettings));
    for (const suspicion of primary.takeChanged().values()) if (suspicion) restarted.merge(structuredClone(suspicion));
    expect(restarted.hold(home, ann, now)).toEqual(ledger.hold(home, ann, now));
    expect(primary.takeChanged().size).toBe(0);
    for (const suspicion of restarted.all()) expect(ledger.merge(suspicion)).toBe(false);
  });

  test("stays bounded, whatever names a flood brings", () => {
    for (let each = 0; each < 120_000; each += 1)
      guess(`10.${each >> 16}.${(each >> 8) & 255}.${each & 255}/32`, `${each}@example.org`);
    expect(ledger.size).toBeLessThanOrEqual(50_000);
  });
});

test("refused sign-ins are counted in a window that slides", () => {
  const counts = new RefusalCounts();
  const hour = 3_600_000;
  const at = Date.UTC(2026, 10, 21, 12);
  expect(counts.add(elsewhere, "a", 30, hour, at + hour / 2)).toEqual({ refused: 30, addresses: 1 });
  expect(counts.add(elsewhere, "b", 1, hour, at + hour + hour / 2)).toEqual({ refused: 16, addresses: 2 });
  expect(counts.add(elsewhere, "c", 1, hour, at + 9 * hour)).toEqual({ refused: 1, addresses: 1 });
  expect(counts.add(home, "a", 1, hour, at)).toEqual({ refused: 1, addresses: 1 });
  counts.forget(elsewhere);
  expect(counts.add(elsewhere, "a", 1, hour, at + 9 * hour)).toEqual({ refused: 1, addresses: 1 });
});
