import type { Counts } from "#server/metric/counts.ts";
import { AddressLists } from "#server/protection/address-lists.ts";
import { type GuardSettings, SignInGuard, type SignInPlace } from "#server/protection/sign-in-guard.ts";
import type { Store } from "#server/store.ts";
import type { ToPrimary, ToWorker } from "../channel.ts";
import type { LimitHit } from "./admission.ts";
import { GuessOutbox } from "./guess-outbox.ts";

const countedMs = 1_000;

export interface WorkerProtectionOptions {
  readonly store: Store;
  readonly settings: () => GuardSettings;
  readonly counts: Counts;
  readonly tell: (message: ToPrimary) => void;
  readonly report: (error: unknown) => void;
}

/** A worker's part in sign-in protection: who is kept out as it connects, and who must wait as it signs in, as all workers know it. */
export class WorkerProtection {
  readonly guard: SignInGuard;
  readonly #lists: AddressLists;
  readonly #store: Store;
  readonly #tell: (message: ToPrimary) => void;
  #keptOut = new Map<number, number>();
  #timer: NodeJS.Timeout | null = null;

  constructor({ store, settings, counts, tell, report }: WorkerProtectionOptions) {
    this.#store = store;
    this.#tell = tell;
    this.#lists = new AddressLists(() => store.clock.now().getTime());
    const news = new GuessOutbox((news) => tell({ kind: "guesses", news }));
    this.guard = new SignInGuard(store, { settings, lists: this.#lists, news, counts, report });
  }

  /** The sentence for a client that is kept out; null lets it in. One look into memory. */
  refusal(address: string): string | null {
    const listed = this.#lists.refusal(address);
    if (listed === null) return null;
    if (listed.kind === "deny") return "[SYS/PERM] your network is kept out; ask the administrator of this server";
    this.#keptOut.set(listed.id, (this.#keptOut.get(listed.id) ?? 0) + 1);
    this.#timer ??= setTimeout(() => this.#tellKeptOut(), countedMs);
    const until = new Date(listed.expiresAt ?? 0).toISOString().slice(0, 16).replace("T", " ");
    return `[SYS/TEMP] too many wrong passwords came from your network: it is kept out until ${until} UTC`;
  }

  /** A connection that found no room. */
  turnedAway(because: LimitHit | "open-files", place: SignInPlace): void {
    if (because === "lmtp-connections" || because === "web-connections") return;
    this.guard.refused({ name: "", mechanism: "", place }, { because });
  }

  obey(message: Extract<ToWorker, { kind: "lists" | "suspicions" | "guesses" }>): void {
    const { ledger } = this.guard;
    if (message.kind === "lists") this.#lists.take(message.networks);
    else if (message.kind === "suspicions") for (const each of message.suspicions) ledger.merge(each);
    else {
      const now = this.#store.clock.now().getTime();
      for (const [network, address] of message.news.forgiven) ledger.forgive(network, address, now);
      for (const guesses of message.news.guessed) ledger.count(guesses);
    }
  }

  #tellKeptOut(): void {
    this.#timer = null;
    this.#tell({ kind: "kept-out", counts: [...this.#keptOut] });
    this.#keptOut = new Map();
  }
}
