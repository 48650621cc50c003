/** Directory of an account's bodies. A first level of 256 keeps each directory short with 100,000 accounts. */
export function shelfOf(accountId: number): string {
  return `${(accountId & 0xff).toString(16).padStart(2, "0")}/${accountId}`;
}

/** Throws on a name that could leave the directory. */
export function placeOf(accountId: number, uniqueId: string): string {
  if (!/^[0-9a-z]+$/.test(uniqueId)) throw new RangeError("a body's unique-id is made of 0-9 and a-z");
  return `${shelfOf(accountId)}/${uniqueId}.eml`;
}
