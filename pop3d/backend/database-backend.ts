import type { SignInSettings } from "#server/credential/sign-in.ts";
import type { TokenSettings } from "#server/credential/token/token-sign-ins.ts";
import type { Counts } from "#server/metric/counts.ts";
import { type GuardSettings, SignInGuard } from "#server/protection/sign-in-guard.ts";
import { type RetentionSummary, withoutRules } from "#server/retention/session-retention.ts";
import { defaultSettings } from "#server/setting/schema.ts";
import type { Store } from "#server/store.ts";
import type {
  Backend,
  Credentials,
  EarlyAttempt,
  Peer,
  Refusal,
  ScramExchange,
  ScramMechanism,
  SessionRefusal,
  SignedIn,
  TokenAttempt,
} from "../session/backend.ts";
import type { DatabaseMaildrop } from "./database-maildrop.ts";
import { MaildropOpener, type OpeningSettings } from "./maildrop-opener.ts";
import { RefusedAttempts } from "./refused-attempts.ts";
import { SignInAnswers } from "./sign-in-answers.ts";

/** The settings that a backend asks for at each use, so that they are hot. */
export type BackendSettings = SignInSettings & GuardSettings & TokenSettings & OpeningSettings;

export interface DatabaseBackendOptions {
  readonly settings?: () => BackendSettings;
  /** Of the retention rules what every session must know. */
  readonly retention?: () => RetentionSummary;
  /** Told of disk and database trouble that a client was answered with, and of work done behind that failed. */
  readonly report?: (error: unknown) => void;
  readonly snapshotLimitOctets?: number;
  /** The worker's; absent: one that keeps to itself. */
  readonly guard?: SignInGuard;
  /** Absent: nobody counts. */
  readonly counts?: Pick<Counts, "retrieved" | "removed">;
}

/** What POP3 sessions ask, answered from the database and the body store. One per worker. */
export class DatabaseBackend implements Backend {
  readonly #guard: SignInGuard;
  readonly #signIns: SignInAnswers;
  readonly #maildrops: MaildropOpener;

  constructor(store: Store, incarnationId: string, options: DatabaseBackendOptions = {}) {
    const {
      settings = () => defaultSettings,
      report = () => {},
      retention = () => withoutRules(settings().loginDelaySeconds),
      guard = aloneGuard(store, settings, report),
      snapshotLimitOctets,
      counts,
    } = options;
    const refused = new RefusedAttempts(guard, report);
    this.#guard = guard;
    this.#signIns = new SignInAnswers({ store, settings, guard, refused, report });
    this.#maildrops = new MaildropOpener({
      store,
      incarnationId,
      settings,
      retention,
      guard,
      refused,
      report,
      snapshotLimitOctets,
      counts,
    });
  }

  authenticate(credentials: Credentials, place: Peer): SignedIn | Refusal | Promise<SignedIn | Refusal> {
    return this.#signIns.byPassword(credentials, place);
  }

  beginScram(name: string, place: Peer, mechanism: ScramMechanism): Promise<ScramExchange | Refusal> {
    return this.#signIns.beginScram(name, place, mechanism);
  }

  authenticateToken(attempt: TokenAttempt, place: Peer): Promise<SignedIn | Refusal> {
    return this.#signIns.byToken(attempt, place);
  }

  refusedEarly(because: SessionRefusal, attempt: EarlyAttempt, place: Peer): void {
    this.#guard.refused({ ...attempt, place }, { because });
  }

  openMaildrop(who: SignedIn, sessionId: string): Promise<DatabaseMaildrop | Refusal> {
    return this.#maildrops.open(who, sessionId);
  }

  /** At a graceful stop, after the last session and before the store is closed: lets what is written behind be written. */
  async close(): Promise<void> {
    await Promise.all([this.#signIns.close(), this.#guard.close(), this.#maildrops.close()]);
  }
}

/** One of a backend without workers beside it, such as a test's. */
function aloneGuard(store: Store, settings: () => GuardSettings, report: (error: unknown) => void): SignInGuard {
  const news = { guessed: () => {}, forgave: () => {} };
  return new SignInGuard(store, { settings, report, news, lists: { isAllowed: () => false } });
}
