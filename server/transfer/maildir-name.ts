/** A file's name begins with the second of its delivery, and microseconds may follow: the order survives copying, the file's own time may not. */
export function arrivalOf(name: string): Date | null {
  const [, seconds, microseconds = "0"] = /^(\d{9,10})\.(?:M(\d{1,6})P)?/.exec(name) ?? [];
  return seconds === undefined ? null : new Date(Number(seconds) * 1000 + Number(microseconds) / 1000);
}

/** The oldest first, as far as their names tell. */
export function inOrder(names: readonly string[]): string[] {
  const dated = names.map((name) => ({ name, at: arrivalOf(name)?.getTime() ?? 0 }));
  dated.sort((one, other) => one.at - other.at || compare(one.name, other.name));
  return dated.map(({ name }) => name);
}

export function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
