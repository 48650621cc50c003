import { signInAddress } from "../credential/sign-in-address.ts";
import { networkAround } from "../network/around.ts";
import type { Settings } from "../setting/schema.ts";
import { FailureRecord } from "../sign-in-failure/failure-record.ts";
import type { Store } from "../store.ts";

/** Where a sign-in comes from. */
export interface SignInPlace {
  /** Empty on a unix socket. */
  readonly remoteAddress: string;
  readonly isLoopback: boolean;
  /** Null in the clear. */
  readonly tlsVersion: string | null;
  readonly listenerId: number | null;
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
  readonly because: string;
  readonly accountId?: number;
}

export type GuardSettings = Pick<Settings, "defaultDomain">;

/** Watches what becomes of sign-ins. One per process. */
export class SignInGuard {
  readonly #settings: () => GuardSettings;
  readonly #record: FailureRecord;

  constructor(store: Store, settings: () => GuardSettings, report: (error: unknown) => void) {
    this.#settings = settings;
    this.#record = new FailureRecord(store, report);
  }

  refused({ name, mechanism, place }: SignInAttemptMade, { because, accountId }: WhyRefused): void {
    const { remoteAddress, listenerId, tlsVersion } = place;
    const network = remoteAddress === "" ? "" : networkAround(remoteAddress, { ipv4: 32, ipv6: 64 });
    // What was typed without an @ is perhaps the password, though a default domain makes an address of it.
    const isAddress = accountId !== undefined || name.includes("@");
    this.#record.add({
      address: isAddress ? signInAddress(name, this.#settings()) : null,
      accountId: accountId ?? null,
      remoteAddress,
      network,
      listenerId,
      tlsVersion,
      mechanism,
      reason: because,
    });
  }

  /** At a graceful stop, before the store is closed. */
  close(): Promise<void> {
    return this.#record.flush();
  }
}
