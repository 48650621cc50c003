import { setTimeout as wait } from "node:timers/promises";
import { readDomainNames } from "../domain/read.ts";
import type { Store } from "../store.ts";
import { countFailures, type FailureRow } from "./failure-statements.ts";
import { FailureRoom } from "./failure-room.ts";

/** A sign-in that was refused, as who refused it knows it. */
export interface RefusedSignIn {
  /** Folded, as the client meant it; null: what was typed is no address, and may be a password in the wrong field. */
  readonly address: string | null;
  readonly accountId: number | null;
  readonly remoteAddress: string;
  /** CIDR. */
  readonly network: string;
  readonly listenerId: number | null;
  readonly tlsVersion: string | null;
  readonly mechanism: string;
  /** By server/sign-in-failure/schema.ts. */
  readonly reason: string;
}

const pauseMs = 500;
const hourMs = 3_600_000;
/** Kinds kept apart between two writes; beyond that they lose their name and address. */
const mostKinds = 5_000;
const rowsAtOnce = 200;
const longestAddress = 254;

interface Kind extends RefusedSignIn {
  readonly hourAt: number;
  count: number;
  firstAt: number;
  lastAt: number;
}

/**
 * Counts refused sign-ins and writes them behind. A flood costs some thousand rows an hour: what is most frequent keeps its row, the
 * rest is summed up. Keeps no password, and no name that is not of a domain here.
 */
export class FailureRecord {
  readonly #store: Store;
  readonly #report: (error: unknown) => void;
  readonly #room = new FailureRoom();
  #kinds = new Map<string, Kind>();
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> = Promise.resolve();

  constructor(store: Store, report: (error: unknown) => void) {
    this.#store = store;
    this.#report = report;
  }

  add(refused: RefusedSignIn): void {
    const at = this.#store.clock.now().getTime();
    const hourAt = at - (at % hourMs);
    const isTooMany = this.#kinds.size >= mostKinds;
    this.#count({ ...(isTooMany ? nameless(refused) : refused), hourAt, count: 1, firstAt: at, lastAt: at });
    this.#timer ??= setTimeout(() => void this.flush(), pauseMs);
  }

  /** Resolves when all that was added before is written, or could not be. */
  flush(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#writing = this.#writing.then(() => this.#write());
    return this.#writing;
  }

  #count(kind: Kind): void {
    const key = keyOf(kind);
    const known = this.#kinds.get(key);
    if (known === undefined) return void this.#kinds.set(key, kind);
    known.count += kind.count;
    known.firstAt = Math.min(known.firstAt, kind.firstAt);
    known.lastAt = Math.max(known.lastAt, kind.lastAt);
  }

  async #write(): Promise<void> {
    const kinds = [...this.#kinds.values()];
    if (kinds.length === 0) return;
    this.#kinds = new Map();
    try {
      const ours = await this.#ourDomains(kinds);
      const named = kinds.map((kind) => (isName(kind, ours) ? kind : { ...kind, address: null }));
      const rows = this.#room.fit(named.map(rowOf));
      for (let from = 0; from < rows.length; from += rowsAtOnce) {
        await this.#store.statements.write(countFailures, rows.slice(from, from + rowsAtOnce));
        await wait(0);
      }
    } catch (error) {
      this.#report(error);
    }
  }

  /** Asked for only where an address is nobody's. */
  async #ourDomains(kinds: readonly Kind[]): Promise<ReadonlySet<string>> {
    if (kinds.every(({ accountId, address }) => accountId !== null || address === null)) return new Set();
    return new Set((await readDomainNames(this.#store)).map(({ name }) => name));
  }
}

/** An address of an account, or one that could be: in a domain of ours, and of a length that any could have. */
function isName({ accountId, address }: Kind, ours: ReadonlySet<string>): boolean {
  if (accountId !== null) return true;
  if (address === null || address.length > longestAddress || /\p{Cc}/u.test(address)) return false;
  const at = address.lastIndexOf("@");
  return at > 0 && ours.has(address.slice(at + 1));
}

function nameless(refused: RefusedSignIn): RefusedSignIn {
  return { ...refused, address: null, remoteAddress: "", network: "", accountId: null };
}

function keyOf({ hourAt, address, remoteAddress, listenerId, tlsVersion, mechanism, reason }: Kind): string {
  return JSON.stringify([hourAt, address, remoteAddress, listenerId, tlsVersion, mechanism, reason]);
}

function rowOf(kind: Kind): FailureRow {
  const { hourAt, remoteAddress, listenerId, tlsVersion, mechanism, reason, accountId, network } = kind;
  const address = kind.address ?? "";
  return [
    hourAt,
    address,
    remoteAddress,
    listenerId ?? 0,
    tlsVersion ?? "",
    mechanism,
    reason,
    accountId,
    network,
    kind.count,
    kind.firstAt,
    kind.lastAt,
  ];
}
