import { signInAddress } from "../credential/sign-in-address.ts";
import type { Counts } from "../metric/counts.ts";
import { networkAround } from "../network/around.ts";
import type { Settings } from "../setting/schema.ts";
import { FailureRecord } from "../sign-in-failure/failure-record.ts";
import type { FailureReason } from "../sign-in-failure/schema.ts";
import type { Store } from "../store.ts";
import type { AddressLists } from "./address-lists.ts";
import { type Guesses, GuessLedger, type Hold } from "./guess-ledger.ts";
import { logger } from "../log.ts";
import { guessPolicyOf, type ProtectionSettings } from "./guess-policy.ts";
import { KnownNetworks } from "./known-networks.ts";
import { WrongPasswords } from "./wrong-passwords.ts";

const log = logger("pop3");

/** What the daemon says by events of their own: connections that are turned away, and handshakes. */
const toldOtherwise: ReadonlySet<FailureReason> = new Set<FailureReason>([
  "connections",
  "connections-per-address",
  "open-files",
  "certificate-refused",
  "tls-not-spoken",
  "no-common-tls",
  "tls-handshake-failed",
]);

/** Where a sign-in comes from. */
export interface SignInPlace {
  /** Empty on a unix socket. */
  readonly remoteAddress: string;
  readonly isLoopback: boolean;
  /** Null in the clear. */
  readonly tlsVersion: string | null;
  readonly listenerId: number | null;
  /** Undefined where it has none yet. */
  readonly sessionId?: string;
}

/** A sign-in, as far as one is told of it who may not know the password. */
export interface SignInAttemptMade {
  /** As the client sent it; empty where a token alone says who it is. */
  readonly name: string;
  readonly mechanism: string;
  readonly place: SignInPlace;
}

/** Why it was refused, for administrators. */
export interface WhyRefused {
  readonly because: FailureReason;
  readonly accountId?: number;
}

export type GuardSettings = Pick<Settings, "defaultDomain"> & ProtectionSettings;

/** What other processes are told: guesses, and pairs that start afresh. */
export interface GuardNews {
  guessed(guesses: Guesses): void;
  forgave(network: string, address: string): void;
}

export interface SignInGuardOptions {
  readonly settings: () => GuardSettings;
  readonly lists: Pick<AddressLists, "isAllowed">;
  readonly news: GuardNews;
  /** Absent: nobody counts. */
  readonly counts?: Pick<Counts, "signInRefused">;
  readonly report: (error: unknown) => void;
}

/** What says that a password was guessed wrongly. A switch that is off or a token that is over is nobody's guess. */
const guesses: ReadonlySet<string> = new Set([
  "wrong-password",
  "unknown-account",
  "no-password",
  "not-in-directory",
  "scram-with-source",
]);
/** Of the same wrong password once more. */
const repeatedWeight = 0.05;
/** While one of the last free guesses is being checked, another waits. */
const turnMs = 1_000;
const mostAddresses = 20_000;

/**
 * Slows down who guesses passwords, and notes what was refused. A worker has one; what it counts it tells the others. Nothing is read
 * from the database for a sign-in that is right.
 */
export class SignInGuard {
  readonly ledger: GuessLedger;
  readonly #store: Store;
  readonly #options: SignInGuardOptions;
  readonly #record: FailureRecord;
  readonly #known: KnownNetworks;
  readonly #wrong = new WrongPasswords();
  /** Attempts being checked, by network and address. */
  readonly #checking = new Map<string, number>();
  /** Networks by address: to work one out costs more than to find it. */
  readonly #networks = new Map<string, string>();
  #bits = "";

  constructor(store: Store, options: SignInGuardOptions) {
    this.#store = store;
    this.#options = options;
    this.ledger = new GuessLedger(() => guessPolicyOf(options.settings()));
    this.#record = new FailureRecord(store, options.report);
    this.#known = new KnownNetworks(store, () => options.settings().knownNetworkDays, options.report);
  }

  /**
   * Before anything is checked: how long this attempt has to wait, counted as held back then; null where it may go on. At once unless
   * its whole network is throttled and PostgreSQL must say whether somebody is known there.
   */
  hold(attempt: SignInAttemptMade): Hold | null | Promise<Hold | null> {
    const { place } = attempt;
    if (this.ledger.size === 0 && this.#checking.size === 0) return null;
    if (isSpared(place) || !this.#options.settings().throttlesGuesses) return null;
    const [network, address] = this.#pairOf(attempt);
    const now = this.#now();
    const hold = this.ledger.hold(network, address, now) ?? this.#waitsForTurn(network, address, now);
    if (hold === null || this.#options.lists.isAllowed(place.remoteAddress)) return null;
    if (!hold.isForNetwork) return this.#held(attempt, hold);
    const isKnown = this.#known.isKnown(address, network);
    if (!(isKnown instanceof Promise)) return isKnown ? null : this.#held(attempt, hold);
    return isKnown.then((isKnown) => (isKnown ? null : this.#held(attempt, hold)));
  }

  /** A password of this attempt is being checked, until the function that is given back is called. */
  checking(attempt: SignInAttemptMade): () => void {
    const key = this.#pairOf(attempt).join(" ");
    this.#checking.set(key, (this.#checking.get(key) ?? 0) + 1);
    return () => {
      const left = (this.#checking.get(key) ?? 1) - 1;
      if (left > 0) this.#checking.set(key, left);
      else this.#checking.delete(key);
    };
  }

  /** Names a password, to know it again; nobody learns it by that. */
  digest(password: Uint8Array): string {
    return this.#wrong.digest(password);
  }

  /** `digest`: of the wrong password, where one was sent. */
  refused(attempt: SignInAttemptMade, { because, accountId }: WhyRefused, digest?: string): void {
    this.#note(attempt, because, accountId ?? null);
    const { place } = attempt;
    if (!this.#counts || !guesses.has(because) || isSpared(place) || this.#options.lists.isAllowed(place.remoteAddress))
      return;
    const [network, address] = this.#pairOf(attempt);
    const isRepeated = digest !== undefined && this.#wrong.isRepeated(`${network} ${address}`, digest);
    const weight = isRepeated ? repeatedWeight : 1;
    const count = (isKnown: boolean) =>
      this.#count({
        network,
        address,
        accountId: accountId ?? null,
        isKnown,
        count: 1,
        weight,
        heldBack: 0,
        at: this.#now(),
      });
    // Beside the answer: how long that takes says nothing about the account.
    const isKnown = this.#known.isKnown(address, network);
    if (isKnown instanceof Promise) isKnown.then(count, this.#options.report);
    else count(isKnown);
  }

  /** The password was right. */
  welcomed({ place }: SignInAttemptMade, { accountId, address }: { accountId: number; address: string }): void {
    if (place.remoteAddress === "") return;
    const network = this.#networkOf(place.remoteAddress);
    this.#known.note(accountId, address, network);
    if (!this.ledger.has(network, address)) return;
    this.ledger.forgive(network, address, this.#now());
    this.#options.news.forgave(network, address);
  }

  /** At a graceful stop, before the store is closed. */
  async close(): Promise<void> {
    await Promise.all([this.#record.flush(), this.#known.flush()]);
  }

  #held(attempt: SignInAttemptMade, hold: Hold): Hold {
    const [network, address] = this.#pairOf(attempt);
    const { accountId } = hold;
    this.#note(attempt, "throttled", accountId);
    this.#count({ network, address, accountId, isKnown: false, count: 0, weight: 0, heldBack: 1, at: this.#now() });
    return hold;
  }

  /** Many at once must not all be among the free ones. */
  #waitsForTurn(network: string, address: string, now: number): Hold | null {
    const checking = this.#checking.get(`${network} ${address}`) ?? 0;
    if (checking === 0 || this.ledger.left(network, address, now) > checking) return null;
    return { waitMs: turnMs, isForNetwork: false, accountId: null };
  }

  #count(guesses: Guesses): void {
    this.ledger.count(guesses);
    this.#options.news.guessed(guesses);
  }

  #note({ name, mechanism, place }: SignInAttemptMade, reason: FailureReason, accountId: number | null): void {
    this.#options.counts?.signInRefused(reason);
    const { remoteAddress, listenerId, tlsVersion, sessionId } = place;
    const network = remoteAddress === "" ? "" : this.#networkOf(remoteAddress);
    // What was typed without an @ is perhaps the password, though a default domain makes an address of it.
    const isAddress = accountId !== null || name.includes("@");
    const address = isAddress ? signInAddress(name, this.#options.settings()) : null;
    if (!toldOtherwise.has(reason)) {
      // A name that is no account's may be a password in the wrong field.
      const account = accountId === null ? null : address;
      const said = { sessionId, remoteIp: remoteAddress, account, mechanism, tls: tlsVersion, reason };
      log.info({ event: "sign-in-refused", ...said }, "sign-in refused");
    }
    this.#record.add({ address, accountId, remoteAddress, network, listenerId, tlsVersion, mechanism, reason });
  }

  /** Whether anything follows from guesses. */
  get #counts(): boolean {
    const { throttlesGuesses, blocksGuessers } = this.#options.settings();
    return throttlesGuesses || blocksGuessers;
  }

  #pairOf({ name, place }: SignInAttemptMade): [network: string, address: string] {
    const address = signInAddress(name, this.#options.settings()).slice(0, 254);
    // Empty would be all of the network.
    return [this.#networkOf(place.remoteAddress), address === "" ? "@" : address];
  }

  /**
   * Another width, once an administrator chooses it, begins new counts: who guesses has his free guesses once more, and who waited under
   * the old one waits no longer. Blocks hold by what lies within them, whatever the width.
   */
  #networkOf(remoteAddress: string): string {
    const { guesserIpv4Bits: ipv4, guesserIpv6Bits: ipv6 } = this.#options.settings();
    const bits = `${ipv4} ${ipv6}`;
    if (this.#bits !== bits || this.#networks.size > mostAddresses) this.#networks.clear();
    this.#bits = bits;
    const known = this.#networks.get(remoteAddress);
    if (known !== undefined) return known;
    const network = networkAround(remoteAddress, { ipv4, ipv6 });
    this.#networks.set(remoteAddress, network);
    return network;
  }

  #now(): number {
    return this.#store.clock.now().getTime();
  }
}

/** This machine is: a webmail on it signs in everybody, and has a guard of its own. */
function isSpared({ isLoopback, remoteAddress }: SignInPlace): boolean {
  return isLoopback || remoteAddress === "";
}
