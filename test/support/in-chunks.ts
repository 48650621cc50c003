const SIZES = [1, 2, 3, 5, 7, 16, 61, 128, 509, 512];
const RANDOM_SPLITS = 12;

/** One splitting of octets into the pieces a network might deliver. */
export type Split = (octets: Uint8Array) => Uint8Array[];

/** Splits of 1 to 512 octets, and random ones that are the same in every run. */
export const splits: readonly { name: string; split: Split }[] = [
  { name: "whole", split: (octets) => [octets] },
  ...SIZES.map((size) => ({ name: `by ${size}`, split: (octets: Uint8Array) => splitBy(octets, () => size) })),
  ...Array.from({ length: RANDOM_SPLITS }, (_, seed) => ({
    name: `random ${seed}`,
    split: (octets: Uint8Array) => splitBy(octets, randomSizes(seed + 1)),
  })),
];

/** The same octets in every split: what a parser must read alike. */
export function inChunks(octets: Uint8Array): Uint8Array[][] {
  return splits.map(({ split }) => split(octets));
}

function splitBy(octets: Uint8Array, nextSize: () => number): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < octets.length; ) {
    const size = nextSize();
    chunks.push(octets.slice(at, at + size));
    at += size;
  }
  return chunks;
}

/** Small sizes mostly, so that cuts fall everywhere; a linear congruential generator (Numerical Recipes). */
function randomSizes(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return 1 + ((state >>> 16) % (seed % 2 === 0 ? 4 : 512));
  };
}
