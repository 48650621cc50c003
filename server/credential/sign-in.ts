import type { Settings } from "../setting/schema.ts";
import type { Store } from "../store.ts";
import { accountNamed, type SignInAccount } from "./account-statements.ts";
import { foreignSchemeOf } from "./foreign/password-kind.ts";
import { upgradeHash } from "./foreign/upgrade-hash.ts";
import { PasswordTurns, passwordsAtOnce } from "./password-turns.ts";
import { rememberScramVerifier } from "./scram/remember-verifier.ts";
import { signInAddress } from "./sign-in-address.ts";
import { type VerifiedAccount, VerifiedCredentials } from "./verified-credentials.ts";

export interface SignInAttempt {
  /** As the client sent it, decoded as UTF-8. */
  readonly name: string;
  /** Octets exactly as sent. */
  readonly password: Uint8Array;
  readonly remoteAddress: string;
}

export interface SignedInAccount {
  readonly accountId: number;
  /** Canonical. */
  readonly address: string;
}

/**
 * Somebody whose password fitted a moment ago, let in without a look at the database: true only together with a lock that is
 * claimed for `recalled`. Where that claim fails, `askAnew` says who it is by what the database holds now.
 */
export interface RecalledSignIn extends SignedInAccount {
  readonly recalled: VerifiedAccount;
  askAnew(): Answer | Promise<Answer>;
}

export interface SignInRefusal {
  /** What the client may learn. "disabled" is said only to who knows the password; "busy" before anything was checked. */
  readonly refused: "credentials" | "disabled" | "busy";
  /** What the administrator may learn. */
  readonly because: "unknown-account" | "no-password" | "wrong-password" | "sign-in-off" | "too-many-at-once";
  /** Whom it was about, where there is one. */
  readonly accountId?: number;
}

export type Answer = SignedInAccount | SignInRefusal;

/** The settings that signing in depends on. */
export type SignInSettings = Pick<Settings, "defaultDomain" | "offersScram">;

/** Checks what POP3 clients say they are. One per process: it remembers what has fitted. */
export class SignIns {
  readonly #store: Store;
  readonly #settings: () => SignInSettings;
  readonly #verified: VerifiedCredentials;
  readonly #turns: PasswordTurns;

  constructor(
    store: Store,
    settings: () => SignInSettings,
    turns = new PasswordTurns(passwordsAtOnce(store.environment.workers)),
  ) {
    this.#store = store;
    this.#settings = settings;
    this.#verified = new VerifiedCredentials(store.clock);
    this.#turns = turns;
  }

  /**
   * A name and a password: the full address in any case, the local part alone only where a default domain is set, never an alias.
   * Whatever is wrong takes the same time, one password hash of our own cost; only an account whose hash is still another server's can
   * be told by its time, which is longer. At once where the same has fitted a moment ago.
   */
  signIn({ name, password }: SignInAttempt): Answer | RecalledSignIn | Promise<Answer> {
    const address = signInAddress(name, this.#settings());
    const digest = this.#verified.digest(address, password);
    const recalled = this.#verified.find(digest);
    if (recalled === undefined) return this.#ask(address, digest, password);
    const own = Uint8Array.from(password); // a view of what the connection reads next
    return {
      accountId: recalled.id,
      address: recalled.address,
      recalled,
      askAnew: () => this.#ask(address, digest, own),
    };
  }

  /** Before the store is closed, after the last sign-in. */
  close(): Promise<void> {
    return this.#turns.close();
  }

  #ask(address: string, digest: string, password: Uint8Array): Answer | Promise<Answer> {
    const account = this.#store.statements.read(accountNamed, address);
    return account instanceof Promise
      ? account.then((account) => this.#check(account, digest, password))
      : this.#check(account, digest, password);
  }

  #check(account: SignInAccount | undefined, digest: string, password: Uint8Array): Answer | Promise<Answer> {
    const hash = account?.passwordHash ?? "";
    if (account && isSame(account, this.#verified.find(digest))) return admit(account);
    const own = Uint8Array.from(password); // a view of what the connection reads next
    const verifying = this.#turns.verify(hash, own);
    if (verifying === null) return { refused: "busy", because: "too-many-at-once", accountId: account?.id };
    return verifying.then((fits) => {
      if (!account) return { refused: "credentials", because: "unknown-account" };
      if (hash === "") return { refused: "credentials", because: "no-password", accountId: account.id };
      if (!fits) return { refused: "credentials", because: "wrong-password", accountId: account.id };
      this.#verified.remember(digest, account);
      this.#follow(digest, account, own);
      return admit(account);
    });
  }

  /** What a password in clear is good for beyond the sign-in: nobody waits for it. */
  #follow(digest: string, account: SignInAccount, password: Uint8Array): void {
    const isForeign = foreignSchemeOf(account.passwordHash) !== null;
    const wantsVerifier = !account.hasScramVerifier && this.#settings().offersScram;
    if (!isForeign && !wantsVerifier) return;
    this.#turns.afterwards(async () => {
      const passwordHash = isForeign ? await upgradeHash(this.#store, account, password) : account.passwordHash;
      if (passwordHash === null) return;
      if (isForeign) this.#verified.remember(digest, { ...account, passwordHash });
      if (wantsVerifier) await rememberScramVerifier(this.#store, { ...account, passwordHash }, password);
    });
  }
}

function isSame({ id, passwordHash }: SignInAccount, verified: VerifiedAccount | undefined): boolean {
  return verified?.id === id && verified.passwordHash === passwordHash;
}

function admit({ id, address, canSignIn }: SignInAccount): Answer {
  return canSignIn ? { accountId: id, address } : { refused: "disabled", because: "sign-in-off", accountId: id };
}
