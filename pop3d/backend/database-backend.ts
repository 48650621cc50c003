import {
  type Answer,
  type PasswordSignIn,
  type SignedInAccount,
  type SignInRefusal,
  type SignInSettings,
  SignIns,
} from "#server/credential/sign-in.ts";
import { type TokenRefusal, type TokenSettings, TokenSignIns } from "#server/credential/token/token-sign-ins.ts";
import { lockMaildrop } from "#server/maildrop/lock-maildrop.ts";
import type { LockClaim, Locked, LockedRule, TooSoon } from "#server/maildrop/lock-statements.ts";
import type { Snapshot } from "#server/maildrop/snapshot.ts";
import { SnapshotCache } from "#server/maildrop/snapshot-cache.ts";
import { whyNotLocked } from "#server/maildrop/why-not-locked.ts";
import { DownloadMarks } from "#server/message/download-marks.ts";
import { type GuardSettings, type SignInAttemptMade, SignInGuard } from "#server/protection/sign-in-guard.ts";
import {
  type RetentionSummary,
  type SessionRetention,
  sessionRetentionOf,
  withoutRules,
} from "#server/retention/session-retention.ts";
import { type Retrieved, retrievedSince } from "#server/session/retrieved-statements.ts";
import { defaultSettings, type Settings } from "#server/setting/schema.ts";
import type { Store } from "#server/store.ts";
import type {
  Backend,
  Credentials,
  EarlyAttempt,
  Peer,
  Refusal,
  ScramExchange,
  ScramMechanism,
  ScramProven,
  SessionRefusal,
  SignedIn,
  TokenAttempt,
} from "../session/backend.ts";
import { DatabaseMaildrop } from "./database-maildrop.ts";
import { refusalOf, refuse } from "./refusals.ts";
import { releaseUntilDone } from "./release-until-done.ts";
import { RemovalFinisher } from "./removal-finisher.ts";
import { beginScramExchange } from "./scram.ts";
import { heldBack, inUse, signInTexts, tooSoon } from "./sign-in-texts.ts";
import { authenticateToken } from "./token.ts";

/** The settings that a backend asks for at each use, so that they are hot. */
export type BackendSettings = SignInSettings &
  GuardSettings &
  TokenSettings &
  Pick<Settings, "loginDelaySeconds" | "maxMessagesPerHour" | "maxOctetsPerHour">;

const hourMs = 3_600_000;

export interface DatabaseBackendOptions {
  readonly settings?: () => BackendSettings;
  /** Of the retention rules what every session must know. */
  readonly retention?: () => RetentionSummary;
  /** Told of disk and database trouble that a client was answered with, and of work done behind that failed. */
  readonly report?: (error: unknown) => void;
  readonly snapshotLimitOctets?: number;
  /** The worker's; absent: one that keeps to itself. */
  readonly guard?: SignInGuard;
}

/** What POP3 sessions ask, answered from the database and the body store. One per worker. */
export class DatabaseBackend implements Backend {
  readonly #store: Store;
  readonly #incarnationId: string;
  readonly #report: (error: unknown) => void;
  readonly #settings: () => BackendSettings;
  readonly #retention: () => RetentionSummary;
  readonly #signIns: SignIns;
  readonly #guard: SignInGuard;
  readonly #snapshots: SnapshotCache;
  readonly #downloads: DownloadMarks;
  readonly #tokens: TokenSignIns;
  readonly #finisher: RemovalFinisher;

  constructor(store: Store, incarnationId: string, options: DatabaseBackendOptions = {}) {
    this.#store = store;
    this.#incarnationId = incarnationId;
    this.#report = options.report ?? (() => {});
    this.#settings = options.settings ?? (() => defaultSettings);
    this.#retention = options.retention ?? (() => withoutRules(this.#settings().loginDelaySeconds));
    this.#signIns = new SignIns(store, this.#settings, undefined, this.#report);
    this.#guard = options.guard ?? aloneGuard(store, this.#settings, this.#report);
    this.#snapshots = new SnapshotCache(store, { limitOctets: options.snapshotLimitOctets, report: this.#report });
    this.#downloads = new DownloadMarks(store, this.#report);
    this.#tokens = new TokenSignIns(store, this.#settings, this.#report);
    this.#finisher = new RemovalFinisher(store, this.#report, () => this.#downloads.flush());
  }

  authenticate(
    { name, password, mechanism }: Credentials,
    place: Peer,
  ): SignedIn | Refusal | Promise<SignedIn | Refusal> {
    try {
      const attempt: SignInAttemptMade = { name, mechanism, place };
      const hold = this.#guard.hold(attempt);
      if (hold === null) return this.#check(attempt, password);
      if (!(hold instanceof Promise)) return heldBack(hold);
      const own = Uint8Array.from(password); // a view of what the connection reads next
      return hold
        .then((hold) => (hold ? heldBack(hold) : this.#check(attempt, own)))
        .catch((error) => this.#troubleOf(error, attempt));
    } catch (error) {
      return this.#troubleOf(error, { name, mechanism, place });
    }
  }

  refusedEarly(because: SessionRefusal, attempt: EarlyAttempt, place: Peer): void {
    this.#guard.refused({ ...attempt, place }, { because });
  }

  #check(attempt: SignInAttemptMade, password: Uint8Array): SignedIn | Refusal | Promise<SignedIn | Refusal> {
    try {
      const { name, place } = attempt;
      const answer = this.#signIns.signIn({ name, password, remoteAddress: place.remoteAddress });
      if (answer instanceof Promise) {
        const digest = this.#guard.digest(password);
        const checked = this.#guard.checking(attempt);
        return answer.finally(checked).then(
          (answer) => this.#answerOf(answer, attempt, digest),
          (error) => this.#troubleOf(error, attempt),
        );
      }
      return "refused" in answer ? this.#refuseFor(answer, attempt) : withAttempt(answer, attempt, false);
    } catch (error) {
      return this.#troubleOf(error, attempt);
    }
  }

  openMaildrop(who: SignedIn, sessionId: string): Promise<DatabaseMaildrop | Refusal> {
    const { accountId, address } = who;
    const known = isByPassword(who) ? who : null;
    const attempt = isAttempted(who) ? who.attempt : null;
    const asRead = isAdmitted(who) ? who.asRead : null;
    const { appPasswordId = null } = who;
    const claim = { accountId, address, appPasswordId, sessionId, incarnationId: this.#incarnationId };
    const { loginDelaySeconds } = this.#settings();
    return lockMaildrop(this.#store, claim, loginDelaySeconds, asRead, this.#retention().hasNearer).then(
      (locked) =>
        known !== null && (locked === null || "waitMs" in locked)
          ? this.#openAnew(known, sessionId)
          : this.#open(claim, locked, attempt, known?.isWelcomed === false),
      (error) => {
        // PostgreSQL may have committed it nevertheless.
        void releaseUntilDone(this.#store, claim, this.#report);
        return this.#troubleOf(error, attempt);
      },
    );
  }

  async beginScram(name: string, place: Peer, mechanism: ScramMechanism): Promise<ScramExchange | Refusal> {
    const attempt: SignInAttemptMade = { name, mechanism, place };
    const refuseFor = (refusal: SignInRefusal) => this.#refuseFor(refusal, attempt);
    const welcome = (who: SignedIn) => this.#guard.welcomed(attempt, who);
    const who = { name, remoteAddress: place.remoteAddress };
    try {
      const hold = await this.#guard.hold(attempt);
      if (hold !== null) return heldBack(hold);
      const exchange = await beginScramExchange(this.#store, who, this.#settings(), refuseFor, welcome);
      return { ...exchange, prove: (...shown) => provenBy(exchange.prove(...shown), attempt) };
    } catch (error) {
      return this.#troubleOf(error, attempt);
    }
  }

  authenticateToken({ mechanism, ...token }: TokenAttempt, place: Peer): Promise<SignedIn | Refusal> {
    const attempt: SignInAttemptMade = { name: token.name, mechanism, place };
    return authenticateToken(
      this.#tokens,
      { ...token, remoteAddress: place.remoteAddress },
      {
        refused: (why: TokenRefusal) => this.#guard.refused(attempt, why),
        welcomed: (who) => this.#guard.welcomed(attempt, who),
      },
    ).then(
      (answer) => ("refused" in answer ? answer : { ...answer, attempt }),
      (error) => this.#troubleOf(error, attempt),
    );
  }

  /** At a graceful stop, after the last session and before the store is closed: lets what is written behind be written. */
  async close(): Promise<void> {
    await Promise.all([
      this.#signIns.close(),
      this.#guard.close(),
      this.#downloads.flush(),
      this.#finisher.stop(),
      this.#snapshots.close(),
    ]);
  }

  #open(
    claim: Claim,
    locked: Locked | TooSoon | null,
    attempt: SignInAttemptMade | null,
    isToWelcome: boolean,
  ): DatabaseMaildrop | Refusal | Promise<DatabaseMaildrop | Refusal> {
    const { accountId } = claim;
    if (locked === null) {
      return this.#whyNot(accountId, attempt).catch((error) => this.#troubleOf(error, attempt));
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
      if ("refused" in answer) return this.#refuseFor(answer, attempt);
      if (!isWelcomed) this.#guard.welcomed(attempt, answer);
      const { askAnew: _once, ...who } = answer;
      const admitted: Attempted = { ...who, attempt };
      return await this.openMaildrop(admitted, sessionId);
    } catch (error) {
      return this.#troubleOf(error, known.attempt);
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
      await releaseUntilDone(this.#store, claim, this.#report);
      return this.#troubleOf(error, attempt);
    }
  }

  /** Whether what an account may download within an hour is limited. */
  get #isCapped(): boolean {
    const { maxMessagesPerHour, maxOctetsPerHour } = this.#settings();
    return maxMessagesPerHour !== null || maxOctetsPerHour !== null;
  }

  #maildrop(claim: Claim, { rule }: Locked, snapshot: Snapshot, retrievedLately?: Retrieved): DatabaseMaildrop {
    const { server } = this.#retention();
    return new DatabaseMaildrop({
      store: this.#store,
      snapshots: this.#snapshots,
      downloads: this.#downloads,
      finisher: this.#finisher,
      report: this.#report,
      owner: { accountId: claim.accountId, address: claim.address, appPasswordId: claim.appPasswordId },
      sessionId: claim.sessionId,
      snapshot,
      retrievedLately,
      retention: rule === undefined ? server : retentionOf(rule, this.#settings()),
      release: () => releaseUntilDone(this.#store, claim, this.#report),
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

  /** One worked out just now. `digest`: of the password. */
  #answerOf(answer: Answer, attempt: SignInAttemptMade, digest?: string): SignedIn | Refusal {
    if ("refused" in answer) return this.#refuseFor(answer, attempt, digest);
    this.#guard.welcomed(attempt, answer);
    return withAttempt(answer, attempt, true);
  }

  #refuseFor(refusal: SignInRefusal, attempt: SignInAttemptMade, digest?: string): Refusal {
    this.#guard.refused(attempt, refusal, digest);
    const { refused } = refusal;
    // A directory that is away says nothing of a password: a mail program that hears AUTH throws it away (RFC 3206 §4).
    const isTemporary = refused === "busy" || refused === "source-away";
    return refuse(isTemporary ? "SYS/TEMP" : "AUTH", signInTexts[refused]);
  }

  /** Trouble of ours, which whoever asks why somebody cannot sign in is told of as well. */
  #troubleOf(error: unknown, attempt: SignInAttemptMade | null): Refusal {
    const refusal = refusalOf(error, this.#report);
    if (attempt !== null) this.#guard.refused(attempt, { because: "storage-trouble" });
    return refusal;
  }
}

/** As the account's own rule has it, which came with the lock. */
function retentionOf(rule: LockedRule, { loginDelaySeconds }: BackendSettings): SessionRetention {
  return sessionRetentionOf(rule, rule.nearerDelaySeconds ?? loginDelaySeconds);
}

type Claim = Pick<LockClaim, "accountId" | "sessionId"> & SignedIn;

/** What was attempted is kept until the maildrop is open: that may be refused as well. */
interface Attempted extends SignedIn {
  readonly attempt: SignInAttemptMade;
}

/** Told of as right where the claim has made sure. */
interface PasswordAttempt extends PasswordSignIn, Attempted {
  readonly appPasswordId: number | null;
  readonly isWelcomed: boolean;
}

function provenBy(proven: ScramProven | Refusal, attempt: SignInAttemptMade): ScramProven | Refusal {
  if ("refused" in proven) return proven;
  const who: Attempted = { ...proven.who, attempt };
  return { ...proven, who };
}

function isAttempted(who: SignedIn): who is Attempted {
  return "attempt" in who;
}

function withAttempt(known: PasswordSignIn, attempt: SignInAttemptMade, isWelcomed: boolean): PasswordAttempt {
  const { accountId, address, appPasswordId, asRead, askAnew } = known;
  return { accountId, address, appPasswordId, asRead, askAnew, attempt, isWelcomed };
}

function isByPassword(who: SignedIn): who is PasswordAttempt {
  return "askAnew" in who;
}

function isAdmitted(who: SignedIn): who is SignedInAccount {
  return "asRead" in who;
}

/** One of a backend without workers beside it, such as a test's. */
function aloneGuard(store: Store, settings: () => GuardSettings, report: (error: unknown) => void): SignInGuard {
  const news = { guessed: () => {}, forgave: () => {} };
  return new SignInGuard(store, { settings, report, news, lists: { isAllowed: () => false } });
}
