/** A figure as asked, and with what is in force. */
export interface AskedAndNow {
  readonly asked: number;
  readonly now: number;
}

/** Of so many sessions, the last that are over. */
interface OfSessions {
  readonly sessionCount: number;
}

export interface WaitingEffect extends OfSessions {
  /** Signed in, and silent for longer than the limit when they ended. */
  readonly silent: AskedAndNow;
  /** Not signed in when the limit was over. */
  readonly unsigned: AskedAndNow;
}

export interface MistakesEffect extends OfSessions {
  /** Closed for refused sign-ins, and for protocol errors, with what was in force then. */
  readonly refusedCount: number;
  readonly protocolErrorCount: number;
  /** How long a connection waits in all that is refused until it is closed. */
  readonly waitMs: AskedAndNow;
}

export interface DownloadsEffect extends OfSessions {
  /** Accounts that downloaded more than the limit within an hour. */
  readonly accounts: AskedAndNow;
  /** Sign-ins sooner after the one before than is allowed, and of how many accounts. */
  readonly early: AskedAndNow;
  readonly earlyAccounts: number;
}

export interface MailEffect {
  /** Of so many messages, the last that came: larger than is taken. */
  readonly messageCount: number;
  readonly larger: AskedAndNow;
  /** Null: as it is in force. */
  readonly bodyStore: "segments" | "files" | null;
}

export interface AnnouncedEffect extends OfSessions {
  /** Signed in after a look at CAPA. */
  readonly askingCount: number;
  /** Which of the answers change. */
  readonly changes: readonly ("expireDays" | "showImplementation")[];
}

export interface SignInWaysEffect {
  readonly signInCount: number;
  /** Who uses a way that is closed or changed by what is asked. */
  readonly affected: readonly {
    readonly way: "scram" | "token";
    readonly isClosed: boolean;
    readonly signInCount: number;
    readonly accountCount: number;
  }[];
  /** Ways that are opened. */
  readonly opened: readonly ("scram" | "token")[];
}

/** What would be forgotten at the next look, counted up to `most`. */
export interface ForgottenEffect {
  readonly forgottenCount: number;
  readonly most: number;
  /** Whether any are written from then on. */
  readonly isWritten: boolean;
}
