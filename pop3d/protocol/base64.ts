const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const PAD = 0x3d;
const NOT_IN_ALPHABET = 0xff;

const valueOfDigit = new Uint8Array(256).fill(NOT_IN_ALPHABET);
for (let value = 0; value < 64; value += 1) valueOfDigit[ALPHABET.charCodeAt(value)] = value;

/**
 * Strict base64 (RFC 4648 §4): padded, nothing outside the alphabet, no bits left over; null for anything else. Lenient
 * decoders make several texts of one password, and hide truncation.
 */
export function decodeBase64(text: Uint8Array): Uint8Array | null {
  if (text.length % 4 !== 0) return null;
  let padding = 0;
  while (padding < 2 && text[text.length - 1 - padding] === PAD) padding += 1;
  const digits = text.length - padding;
  const octets = new Uint8Array((text.length / 4) * 3 - padding);
  let bits = 0;
  let bitCount = 0;
  let at = 0;
  for (let index = 0; index < digits; index += 1) {
    const value = valueOfDigit[text[index] as number] as number;
    if (value === NOT_IN_ALPHABET) return null;
    bits = ((bits << 6) | value) & 0xffff;
    bitCount += 6;
    if (bitCount >= 8) {
      bitCount -= 8;
      octets[at] = bits >> bitCount;
      at += 1;
    }
  }
  return (bits & ((1 << bitCount) - 1)) === 0 ? octets : null;
}

export function encodeBase64(octets: Uint8Array): string {
  let text = "";
  for (let at = 0; at < octets.length; at += 3) {
    const [a, b, c] = [octets[at] as number, octets[at + 1], octets[at + 2]];
    text += ALPHABET[a >> 2];
    text += ALPHABET[((a & 3) << 4) | ((b ?? 0) >> 4)];
    text += b === undefined ? "=" : ALPHABET[((b & 15) << 2) | ((c ?? 0) >> 6)];
    text += c === undefined ? "=" : ALPHABET[c & 63];
  }
  return text;
}
