import fc from "fast-check";

export type Damage = (octets: Uint8Array) => Uint8Array;

/** Bits that turned, a block that was never written, an end that is missing, two blocks in each other's place. */
export const damage: fc.Arbitrary<Damage> = fc.oneof(
  fc.array(fc.maxSafeNat(), { minLength: 1, maxLength: 4 }).map(
    (bits): Damage =>
      (octets) => {
        for (const bit of bits) {
          const at = bit % (octets.length * 8);
          octets[at >> 3] = (octets[at >> 3] ?? 0) ^ (1 << (at & 7));
        }
        return octets;
      },
  ),
  fc.array(fc.maxSafeNat(), { minLength: 1, maxLength: 3 }).map(
    (words): Damage =>
      (octets) => {
        // The highest bit of a word, where a sum that only carries upwards is weakest.
        for (const word of words) {
          const at = (word % Math.max(1, octets.length >> 2)) * 4 + 3;
          octets[at] = (octets[at] ?? 0) ^ 0x80;
        }
        return octets;
      },
  ),
  fc.tuple(fc.maxSafeNat(), fc.nat(600)).map(
    ([from, length]): Damage =>
      (octets) =>
        octets.fill(0, from % octets.length, (from % octets.length) + length),
  ),
  fc.maxSafeNat().map(
    (to): Damage =>
      (octets) =>
        octets.slice(0, to % octets.length),
  ),
  fc.tuple(fc.nat(40), fc.nat(40), fc.nat(16)).map(
    ([one, other, length]): Damage =>
      (octets) => {
        const moved = octets.slice(one * 4, one * 4 + length);
        octets.copyWithin(one * 4, other * 4, other * 4 + length);
        octets.set(moved.subarray(0, Math.max(0, octets.length - other * 4)), Math.min(other * 4, octets.length));
        return octets;
      },
  ),
);
