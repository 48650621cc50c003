import { lockMaildrop } from "#server/maildrop/lock-maildrop.ts";
import type { LockClaim, Locked, LockedRule, TooSoon } from "#server/maildrop/lock-statements.ts";
import type { Snapshot } from "#server/maildrop/snapshot.ts";
import { SnapshotCache } from "#server/maildrop/snapshot-cache.ts";
import { whyNotLocked } from "#server/maildrop/why-not-locked.ts";
import { DownloadMarks } from "#server/message/download-marks.ts";
import type { Counts } from "#server/metric/counts.ts";
import type { SignInAttemptMade, SignInGuard } from "#server/protection/sign-in-guard.ts";
import {
  type RetentionSummary,
  type SessionRetention,
  sessionRetentionOf,
} from "#server/retention/session-retention.ts";
import { type Retrieved, retrievedSince } from "#server/session/retrieved-statements.ts";
import type { Settings } from "#server/setting/schema.ts";
import type { Store } from "#server/store.ts";
import type { Refusal, SignedIn } from "../session/backend.ts";
import { type Attempted, isAdmitted, isAttempted, isByPassword, type PasswordAttempt } from "./attempt.ts";
import { DatabaseMaildrop } from "./database-maildrop.ts";
import { refuse } from "./refusals.ts";
import type { RefusedAttempts } from "./refused-attempts.ts";
import { releaseUntilDone } from "./release-until-done.ts";
import { RemovalFinisher } from "./removal-finisher.ts";
import { inUse, signInTexts, tooSoon } from "./sign-in-texts.ts";

const hourMs = 3_600_000;

export type OpeningSettings = Pick<Settings, "loginDelaySeconds" | "maxMessagesPerHour" | "maxOctetsPerHour">;

export interface MaildropOpenerOptions {
  readonly store: Store;
  /** The worker's: named by the locks. */
  readonly incarnationId: string;
  readonly settings: () => OpeningSettings;
  readonly retention: () => RetentionSummary;
  readonly guard: SignInGuard;
  readonly refused: RefusedAttempts;
  readonly report: (error: unknown) => void;
  readonly snapshotLimitOctets: number | undefined;
  readonly counts: Pick<Counts, "retrieved" | "removed"> | undefined;
}

type Claim = Pick<LockClaim, "accountId" | "sessionId"> & SignedIn;

/** Locks the maildrop of who has signed in, and opens it for a session, or says what is in the way. */
export class MaildropOpener {
  readonly #options: MaildropOpenerOptions;
  readonly #store: Store;
  readonly #guard: SignInGuard;
  readonly #refused: RefusedAttempts;
  readonly #snapshots: SnapshotCache;
  readonly #downloads: DownloadMarks;
  readonly #finisher: RemovalFinisher;

  constructor(options: MaildropOpenerOptions) {
    const { store, report, snapshotLimitOctets: limitOctets } = options;
    this.#options = options;
    this.#store = store;
    this.#guard = options.guard;
    this.#refused = options.refused;
    this.#snapshots = new SnapshotCache(store, { limitOctets, report });
    this.#downloads = new DownloadMarks(store, report);
    this.#finisher = new RemovalFinisher(store, report, () => this.#downloads.flush());
  }

  open(who: SignedIn, sessionId: string): Promise<DatabaseMaildrop | Refusal> {
    const { accountId, address, appPasswordId = null } = who;
    const { incarnationId, settings, retention, report } = this.#options;
    const known = isByPassword(who) ? who : null;
    const attempt = isAttempted(who) ? who.attempt : null;
    const asRead = isAdmitted(who) ? who.asRead : null;
    const claim = { accountId, address, appPasswordId, sessionId, incarnationId };
    return lockMaildrop(this.#store, claim, settings().loginDelaySeconds, asRead, retention().hasNearer).then(
      (locked) =>
        known !== null && (locked === null || "waitMs" in locked)
          ? this.#openAnew(known, sessionId)
          : this.#openLocked(claim, locked, attempt, known?.isWelcomed === false),
      (error) => {
        // PostgreSQL may have committed it nevertheless.
        void releaseUntilDone(this.#store, claim, report);
        return this.#refused.trouble(error, attempt);
      },
    );
  }

  async close(): Promise<void> {
    await Promise.all([this.#downloads.flush(), this.#finisher.stop(), this.#snapshots.close()]);
  }

  #openLocked(
    claim: Claim,
    locked: Locked | TooSoon | null,
    attempt: SignInAttemptMade | null,
    isToWelcome: boolean,
  ): DatabaseMaildrop | Refusal | Promise<DatabaseMaildrop | Refusal> {
    const { accountId } = claim;
    if (locked === null) {
      return this.#whyNot(accountId, attempt).catch((error) => this.#refused.trouble(error, attempt));
    }
    if ("waitMs" in locked) {
      if (attempt !== null) this.#guard.refused(attempt, { because: "login-delay", accountId });
      return tooSoon(locked);
    }
    if (isToWelcome && attempt !== null) this.#guard.welcomed(attempt, claim);
    const known = this.#snapshots.known(accountId, locked);
    return known === null || this.#isCapped
      ? this.#readAndOpen(claim, locked, attempt)
      : this.#maildrop(claim, locked, known);
  }

  /** What is in the way is told only to who may sign in as the account is now. */
  async #openAnew(known: PasswordAttempt, sessionId: string): Promise<DatabaseMaildrop | Refusal> {
    try {
      const { attempt, isWelcomed } = known;
      const answer = await known.askAnew();
      if ("refused" in answer) return this.#refused.refuse(answer, attempt);
      if (!isWelcomed) this.#guard.welcomed(attempt, answer);
      const { askAnew: _once, ...who } = answer;
      const admitted: Attempted = { ...who, attempt };
      return await this.open(admitted, sessionId);
    } catch (error) {
      return this.#refused.trouble(error, known.attempt);
    }
  }

  async #readAndOpen(
    claim: Claim,
    locked: Locked,
    attempt: SignInAttemptMade | null,
  ): Promise<DatabaseMaildrop | Refusal> {
    const { statements, clock } = this.#store;
    try {
      const since = clock.now().getTime() - hourMs;
      const lately = this.#isCapped ? await statements.read(retrievedSince, { ...claim, since }) : undefined;
      return this.#maildrop(claim, locked, await this.#snapshots.open(claim.accountId, locked), lately);
    } catch (error) {
      await releaseUntilDone(this.#store, claim, this.#options.report);
      return this.#refused.trouble(error, attempt);
    }
  }

  /** Whether what an account may download within an hour is limited. */
  get #isCapped(): boolean {
    const { maxMessagesPerHour, maxOctetsPerHour } = this.#options.settings();
    return maxMessagesPerHour !== null || maxOctetsPerHour !== null;
  }

  #maildrop(claim: Claim, { rule }: Locked, snapshot: Snapshot, retrievedLately?: Retrieved): DatabaseMaildrop {
    const { settings, retention, report, counts } = this.#options;
    return new DatabaseMaildrop({
      store: this.#store,
      snapshots: this.#snapshots,
      downloads: this.#downloads,
      finisher: this.#finisher,
      report,
      counts,
      owner: { accountId: claim.accountId, address: claim.address, appPasswordId: claim.appPasswordId },
      sessionId: claim.sessionId,
      snapshot,
      retrievedLately,
      retention: rule === undefined ? retention().server : retentionOf(rule, settings()),
      release: () => releaseUntilDone(this.#store, claim, report),
    });
  }

  async #whyNot(accountId: number, attempt: SignInAttemptMade | null): Promise<Refusal> {
    const reason = await whyNotLocked(this.#store, accountId);
    const because = reason === "disabled" ? "sign-in-off" : "in-use";
    if (attempt !== null) this.#guard.refused(attempt, { because, accountId });
    if (reason === "disabled") return refuse("AUTH", signInTexts.disabled);
    if (reason === "free") {
      return refuse("IN-USE", "this maildrop was open in another session until just now; sign in again");
    }
    return refuse("IN-USE", inUse(reason));
  }
}

/** As the account's own rule has it, which came with the lock. */
function retentionOf(rule: LockedRule, { loginDelaySeconds }: OpeningSettings): SessionRetention {
  return sessionRetentionOf(rule, rule.nearerDelaySeconds ?? loginDelaySeconds);
}
