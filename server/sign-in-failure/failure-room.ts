import type { FailureRow } from "./failure-statements.ts";

/** New rows of an hour that one process may make: of accounts there are, of other addresses, and of those that had no room. */
const most = { account: 2_000, other: 500, shortened: 2_000 };

/**
 * Keeps the number of rows of an hour within bounds. What has a row goes on counting there. Beyond the bounds an account loses where it
 * was tried from, anything else its name as well; the most frequent come first.
 */
export class FailureRoom {
  #hourAt = 0;
  #known = new Set<string>();
  #left = { ...most };

  /** The same counts in rows that there is room for, each key once, in the order of the keys. */
  fit(rows: readonly FailureRow[]): FailureRow[] {
    const fitted = new Map<string, FailureRow>();
    for (const row of [...rows].sort((a, b) => b[9] - a[9])) {
      const place = this.#placeOf(row);
      const key = keyOf(place);
      const other = fitted.get(key);
      fitted.set(key, other === undefined ? place : joined(other, place));
    }
    return [...fitted].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, row]) => row);
  }

  #placeOf(row: FailureRow): FailureRow {
    if (row[0] > this.#hourAt) {
      this.#hourAt = row[0];
      this.#known = new Set();
      this.#left = { ...most };
    }
    const isAccount = row[7] !== null;
    if (this.#has(row, isAccount ? "account" : "other")) return row;
    if (isAccount) {
      const withoutPlace = shortened(row, { keepsName: true });
      if (this.#has(withoutPlace, "shortened")) return withoutPlace;
    }
    return shortened(row, { keepsName: false });
  }

  #has(row: FailureRow, kind: keyof typeof most): boolean {
    const key = keyOf(row);
    if (this.#known.has(key)) return true;
    if (this.#left[kind] <= 0) return false;
    this.#left[kind] -= 1;
    this.#known.add(key);
    return true;
  }
}

/** Rows without a name or a place are few: listeners times reasons. */
function shortened(row: FailureRow, { keepsName }: { keepsName: boolean }): FailureRow {
  const [hourAt, address, , listenerId, , , reason, accountId, , count, firstAt, lastAt] = row;
  const [name, id] = keepsName ? [address, accountId] : ["", null];
  return [hourAt, name, "", keepsName ? 0 : listenerId, "", "", reason, id, "", count, firstAt, lastAt];
}

function joined(one: FailureRow, other: FailureRow): FailureRow {
  const [a, b, c, d, e, f, g, accountId, network, count, firstAt, lastAt] = one;
  const counted = [count + other[9], Math.min(firstAt, other[10]), Math.max(lastAt, other[11])] as const;
  return [a, b, c, d, e, f, g, accountId ?? other[7], network, ...counted];
}

function keyOf(row: FailureRow): string {
  return JSON.stringify(row.slice(0, 7));
}
