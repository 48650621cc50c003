import type { SignInRefusal } from "#server/credential/sign-in.ts";
import type { SignInAttemptMade, SignInGuard } from "#server/protection/sign-in-guard.ts";
import type { Refusal } from "../session/backend.ts";
import { refusalOf, refuse } from "./refusals.ts";
import { signInTexts } from "./sign-in-texts.ts";

/** Answers attempts that are refused, and lets the guard know why. */
export class RefusedAttempts {
  readonly #guard: SignInGuard;
  readonly #report: (error: unknown) => void;

  constructor(guard: SignInGuard, report: (error: unknown) => void) {
    this.#guard = guard;
    this.#report = report;
  }

  /** `digest`: of the password. */
  refuse(refusal: SignInRefusal, attempt: SignInAttemptMade, digest?: string): Refusal {
    this.#guard.refused(attempt, refusal, digest);
    const { refused } = refusal;
    // A directory that is away says nothing of a password: a mail program that hears AUTH throws it away (RFC 3206 §4).
    const isTemporary = refused === "busy" || refused === "source-away";
    return refuse(isTemporary ? "SYS/TEMP" : "AUTH", signInTexts[refused]);
  }

  /** Trouble of ours, which whoever asks why somebody cannot sign in is told of as well. Anything else is thrown on. */
  trouble(error: unknown, attempt: SignInAttemptMade | null): Refusal {
    const refusal = refusalOf(error, this.#report);
    if (attempt !== null) this.#guard.refused(attempt, { because: "storage-trouble" });
    return refusal;
  }
}
