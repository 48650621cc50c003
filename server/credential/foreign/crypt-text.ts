const alphabet = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** Octets as crypt(3) writes them: `order` names those of each group, most significant first; a group of n gives n + 1 characters, low bits first. */
export function cryptText(octets: Uint8Array, order: readonly (readonly number[])[]): string {
  return order
    .map((group) => {
      let bits = group.reduce((sum, at) => (sum << 8) | (octets[at] ?? 0), 0);
      let text = "";
      for (let left = group.length + 1; left > 0; left -= 1) {
        text += alphabet[bits & 63];
        bits >>>= 6;
      }
      return text;
    })
    .join("");
}

/** `octets` over and over, `length` octets of it. */
export function repeated(octets: Uint8Array, length: number): Buffer {
  return Buffer.alloc(length, octets.length === 0 ? 0 : octets);
}
