import { signIn } from "#server/credential/sign-in.ts";
import { lockMaildrop } from "#server/maildrop/lock-maildrop.ts";
import { SnapshotCache } from "#server/maildrop/snapshot-cache.ts";
import { type LockHolder, whyNotLocked } from "#server/maildrop/why-not-locked.ts";
import { DownloadMarks } from "#server/message/download-marks.ts";
import type { Store } from "#server/store.ts";
import type { Backend, Credentials, Peer, Refusal, SignedIn } from "../session/backend.ts";
import { DatabaseMaildrop } from "./database-maildrop.ts";
import { refusalOf, refuse } from "./refusals.ts";
import { releaseUntilDone } from "./release-until-done.ts";
import { RemovalFinisher } from "./removal-finisher.ts";

export interface DatabaseBackendOptions {
  /** Told of disk and database trouble that a client was answered with, and of work done behind that failed. */
  readonly report?: (error: unknown) => void;
  readonly snapshotLimitOctets?: number;
}

/** What POP3 sessions ask, answered from the database and the body store. One per worker. */
export class DatabaseBackend implements Backend {
  readonly #store: Store;
  readonly #incarnationId: string;
  readonly #report: (error: unknown) => void;
  readonly #snapshots: SnapshotCache;
  readonly #downloads: DownloadMarks;
  readonly #finisher: RemovalFinisher;

  constructor(store: Store, incarnationId: string, options: DatabaseBackendOptions = {}) {
    this.#store = store;
    this.#incarnationId = incarnationId;
    this.#report = options.report ?? (() => {});
    this.#snapshots = new SnapshotCache(store, options.snapshotLimitOctets);
    this.#downloads = new DownloadMarks(store, this.#report);
    this.#finisher = new RemovalFinisher(store, this.#report);
  }

  async authenticate({ name, password }: Credentials, { remoteAddress }: Peer): Promise<SignedIn | Refusal> {
    try {
      const result = await signIn(this.#store, { name, password, remoteAddress });
      return "refused" in result ? refuse("AUTH", signInTexts[result.refused]) : result;
    } catch (error) {
      return refusalOf(error, this.#report);
    }
  }

  async openMaildrop(who: SignedIn, sessionId: string): Promise<DatabaseMaildrop | Refusal> {
    const claim = { accountId: who.accountId, sessionId, incarnationId: this.#incarnationId };
    try {
      if (!(await lockMaildrop(this.#store, claim))) return await this.#whyNot(who.accountId);
    } catch (error) {
      return refusalOf(error, this.#report);
    }
    const release = () => releaseUntilDone(this.#store, claim, this.#report);
    try {
      const snapshot = await this.#snapshots.open(who.accountId);
      return new DatabaseMaildrop({
        store: this.#store,
        snapshots: this.#snapshots,
        downloads: this.#downloads,
        finisher: this.#finisher,
        report: this.#report,
        accountId: who.accountId,
        sessionId,
        snapshot,
        release,
      });
    } catch (error) {
      await release();
      return refusalOf(error, this.#report);
    }
  }

  /** At a graceful stop, after the last session and before the store is closed: lets what is written behind be written. */
  async close(): Promise<void> {
    await Promise.all([this.#downloads.flush(), this.#finisher.idle()]);
  }

  async #whyNot(accountId: number): Promise<Refusal> {
    const reason = await whyNotLocked(this.#store, accountId);
    if (reason === "disabled") return refuse("AUTH", signInTexts.disabled);
    if (reason === "free") {
      return refuse("IN-USE", "this maildrop was open in another session until just now; sign in again");
    }
    return refuse("IN-USE", inUse(reason));
  }
}

const signInTexts = {
  credentials: "the address or the password is wrong",
  disabled: "signing in to this account by POP3 is switched off; ask your administrator",
} as const;

function inUse({ acquiredAt, remoteAddress }: LockHolder): string {
  const since = `${acquiredAt.toISOString().slice(0, 16).replace("T", " ")} UTC`;
  const from = remoteAddress === null ? "" : ` from ${remoteAddress}`;
  return `this maildrop is open in another session${from} since ${since}; close that one, or wait until it ends`;
}
