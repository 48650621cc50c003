import { type Answer, type SignInRefusal, type SignInSettings, SignIns } from "#server/credential/sign-in.ts";
import { type TokenRefusal, type TokenSettings, TokenSignIns } from "#server/credential/token/token-sign-ins.ts";
import type { SignInAttemptMade, SignInGuard } from "#server/protection/sign-in-guard.ts";
import type { Store } from "#server/store.ts";
import type {
  Credentials,
  Peer,
  Refusal,
  ScramExchange,
  ScramMechanism,
  SignedIn,
  TokenAttempt,
} from "../session/backend.ts";
import { provenBy, withAttempt } from "./attempt.ts";
import type { RefusedAttempts } from "./refused-attempts.ts";
import { beginScramExchange } from "./scram.ts";
import { heldBack } from "./sign-in-texts.ts";
import { authenticateToken } from "./token.ts";

export interface SignInAnswersOptions {
  readonly store: Store;
  readonly settings: () => SignInSettings & TokenSettings;
  readonly guard: SignInGuard;
  readonly refused: RefusedAttempts;
  readonly report: (error: unknown) => void;
}

/** Who somebody is, by password, SCRAM or token. The guard is asked before, and hears what came of it. */
export class SignInAnswers {
  readonly #options: SignInAnswersOptions;
  readonly #signIns: SignIns;
  readonly #tokens: TokenSignIns;
  readonly #guard: SignInGuard;
  readonly #refused: RefusedAttempts;

  constructor(options: SignInAnswersOptions) {
    const { store, settings, guard, refused, report } = options;
    this.#options = options;
    this.#guard = guard;
    this.#refused = refused;
    this.#signIns = new SignIns(store, settings, undefined, report);
    this.#tokens = new TokenSignIns(store, settings, report);
  }

  /** At once where the password is known. */
  byPassword(
    { name, password, mechanism }: Credentials,
    place: Peer,
  ): SignedIn | Refusal | Promise<SignedIn | Refusal> {
    const attempt: SignInAttemptMade = { name, mechanism, place };
    try {
      const hold = this.#guard.hold(attempt);
      if (hold === null) return this.#check(attempt, password);
      if (!(hold instanceof Promise)) return heldBack(hold);
      const own = Uint8Array.from(password); // a view of what the connection reads next
      return hold
        .then((hold) => (hold ? heldBack(hold) : this.#check(attempt, own)))
        .catch((error) => this.#refused.trouble(error, attempt));
    } catch (error) {
      return this.#refused.trouble(error, attempt);
    }
  }

  async beginScram(name: string, place: Peer, mechanism: ScramMechanism): Promise<ScramExchange | Refusal> {
    const attempt: SignInAttemptMade = { name, mechanism, place };
    const refuseFor = (refusal: SignInRefusal) => this.#refused.refuse(refusal, attempt);
    const welcome = (who: SignedIn) => this.#guard.welcomed(attempt, who);
    const who = { name, remoteAddress: place.remoteAddress };
    const { store, settings } = this.#options;
    try {
      const hold = await this.#guard.hold(attempt);
      if (hold !== null) return heldBack(hold);
      const exchange = await beginScramExchange(store, who, settings(), refuseFor, welcome);
      return { ...exchange, prove: (...shown) => provenBy(exchange.prove(...shown), attempt) };
    } catch (error) {
      return this.#refused.trouble(error, attempt);
    }
  }

  byToken({ mechanism, ...token }: TokenAttempt, place: Peer): Promise<SignedIn | Refusal> {
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
      (error) => this.#refused.trouble(error, attempt),
    );
  }

  close(): Promise<void> {
    return this.#signIns.close();
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
          (error) => this.#refused.trouble(error, attempt),
        );
      }
      return "refused" in answer ? this.#refused.refuse(answer, attempt) : withAttempt(answer, attempt, false);
    } catch (error) {
      return this.#refused.trouble(error, attempt);
    }
  }

  /** One worked out just now. `digest`: of the password. */
  #answerOf(answer: Answer, attempt: SignInAttemptMade, digest: string): SignedIn | Refusal {
    if ("refused" in answer) return this.#refused.refuse(answer, attempt, digest);
    this.#guard.welcomed(attempt, answer);
    return withAttempt(answer, attempt, true);
  }
}
