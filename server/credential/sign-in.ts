import { appPasswordAsShown, appPasswordHash } from "../app-password/secret.ts";
import type { AccountAsRead } from "../maildrop/lock-statements.ts";
import type { Settings } from "../setting/schema.ts";
import type { Store } from "../store.ts";
import { accountNamed, type SignInAccount } from "./account-statements.ts";
import { admit, asReadFor, type NotAdmitted, type Shown, type SignedInAccount } from "./admit.ts";
import { foreignSchemeOf } from "./foreign/password-kind.ts";
import { upgradeHash } from "./foreign/upgrade-hash.ts";
import { PasswordTurns, passwordsAtOnce } from "./password-turns.ts";
import { rememberAppVerifier, rememberScramVerifier } from "./scram/remember-verifier.ts";
import { signInAddress } from "./sign-in-address.ts";
import { VerifiedCredentials } from "./verified-credentials.ts";

export interface SignInAttempt {
  /** As the client sent it, decoded as UTF-8. */
  readonly name: string;
  /** Octets exactly as sent. */
  readonly password: Uint8Array;
  readonly remoteAddress: string;
}

/**
 * Somebody whose password fits, by what was read just now, or without a look at the database where the same has fitted a moment ago: true
 * only together with a lock that is claimed for `asRead`. Where that claim fails, `askAnew` says who it is by what the database holds now.
 */
export interface PasswordSignIn extends SignedInAccount {
  askAnew(): Answer | Promise<Answer>;
}

export interface SignInRefusal {
  /** What the client may learn: more than "credentials" only who knows the password, and "busy" before anything was checked. */
  readonly refused: "credentials" | "busy" | NotAdmitted["refused"];
  /** What the administrator may learn. */
  readonly because:
    | "unknown-account"
    | "no-password"
    | "wrong-password"
    | "app-password-revoked"
    | "too-many-at-once"
    | NotAdmitted["because"];
  /** Whom it was about, where there is one. */
  readonly accountId?: number;
}

export type { SignedInAccount } from "./admit.ts";

export type Answer = PasswordSignIn | SignInRefusal;

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
   * be told by its time, which is longer. At once where the same has fitted a moment ago, and with an app password: only who has one is
   * answered sooner.
   */
  signIn({ name, password, remoteAddress }: SignInAttempt): Answer | Promise<Answer> {
    const address = signInAddress(name, this.#settings());
    const digest = this.#verified.digest(address, password);
    const asked: Asked = { address, digest, password, remoteAddress };
    const recalled = this.#verified.find(digest);
    // From elsewhere it may be that the networks have changed since: the database knows.
    if (recalled === undefined || recalled.mayComeFrom?.(remoteAddress) === false) return this.#ask(asked);
    const { accountId, asRead } = recalled;
    const who = { accountId, address: asRead.address, appPasswordId: asRead.appPassword?.id ?? null, asRead };
    return this.#withWayBack(who, asked);
  }

  /** Before the store is closed, after the last sign-in. */
  close(): Promise<void> {
    return this.#turns.close();
  }

  #ask(asked: Asked): Answer | Promise<Answer> {
    const { address, password } = asked;
    const name = { address, appPasswordHash: appPasswordHash(this.#store.sealer, password) };
    const account = this.#store.statements.read(accountNamed, name);
    return account instanceof Promise
      ? account.then((account) => this.#check(account, asked))
      : this.#check(account, asked);
  }

  #check(account: SignInAccount | undefined, asked: Asked): Answer | Promise<Answer> {
    const hash = account?.passwordHash ?? "";
    const shown = account ? this.#shownAlready(account, asked) : null;
    if (account && shown?.by === "app-password") this.#followApp(account, asked);
    if (account && shown) return this.#admit(account, shown, asked);
    const own = Uint8Array.from(asked.password); // a view of what the connection reads next
    const mine = { ...asked, password: own };
    const verifying = this.#turns.verify(hash, own);
    if (verifying === null) return { refused: "busy", because: "too-many-at-once", accountId: account?.id };
    return verifying.then((fits) => {
      if (!account) return { refused: "credentials", because: "unknown-account" };
      if (!fits) return { refused: "credentials", because: whyNot(account), accountId: account.id };
      this.#follow(asked.digest, account, own);
      return this.#admit(account, { by: "password", passwordHash: hash }, mine);
    });
  }

  /** What needs no password hash: an app password, and what has fitted a moment ago. */
  #shownAlready(account: SignInAccount, { digest }: Asked): Shown | null {
    const { passwordHash, appPasswordId, appPasswordNetworks, appPasswordExpiresAt, appPasswordRevokedAt } = account;
    if (appPasswordId !== null && appPasswordRevokedAt === null) {
      const allowedNetworks = appPasswordNetworks ?? "";
      return { by: "app-password", id: appPasswordId, allowedNetworks, expiresAt: appPasswordExpiresAt };
    }
    const verified = this.#verified.find(digest);
    const isSame = verified?.accountId === account.id && verified.asRead.passwordHash === passwordHash;
    return isSame ? { by: "password", passwordHash } : null;
  }

  /** A password that fits is remembered whether it lets in or not, for that is decided anew each time. */
  #admit(account: SignInAccount, shown: Shown, asked: Asked): Answer {
    const { digest, remoteAddress } = asked;
    this.#verified.remember(digest, { accountId: account.id, asRead: asReadFor(account, shown) });
    const answer = admit(account, shown, remoteAddress, this.#store.clock.now().getTime());
    return "refused" in answer ? answer : this.#withWayBack(answer, asked);
  }

  #withWayBack({ accountId, address, appPasswordId, asRead }: SignedInAccount, asked: Asked): PasswordSignIn {
    const own = { ...asked, password: Uint8Array.from(asked.password) }; // a view of what the connection reads next
    return { accountId, address, appPasswordId, asRead, askAnew: () => this.#ask(own) };
  }

  /** An app password's verifier went when SCRAM was switched off, and comes back. */
  #followApp({ appPasswordId, appPasswordHasVerifier, address }: SignInAccount, { password }: Asked): void {
    if (appPasswordHasVerifier || appPasswordId === null || !this.#settings().offersScram) return;
    const shown = appPasswordAsShown(password);
    if (shown === null) return;
    this.#turns.afterwards(() => rememberAppVerifier(this.#store, { id: appPasswordId, address }, shown));
  }

  /** What a password in clear is good for beyond the sign-in: nobody waits for it. */
  #follow(digest: string, account: SignInAccount, password: Uint8Array): void {
    const isForeign = foreignSchemeOf(account.passwordHash) !== null;
    const wantsVerifier = !account.hasScramVerifier && this.#settings().offersScram;
    if (!isForeign && !wantsVerifier) return;
    this.#turns.afterwards(async () => {
      const passwordHash = isForeign ? await upgradeHash(this.#store, account, password) : account.passwordHash;
      if (passwordHash === null) return;
      const asRead: AccountAsRead = asReadFor(account, { by: "password", passwordHash });
      if (isForeign) this.#verified.remember(digest, { accountId: account.id, asRead });
      if (wantsVerifier) await rememberScramVerifier(this.#store, { ...account, passwordHash }, password);
    });
  }
}

interface Asked {
  /** Canonical. */
  readonly address: string;
  /** Names address and password for VerifiedCredentials. */
  readonly digest: string;
  readonly password: Uint8Array;
  readonly remoteAddress: string;
}

function whyNot({ passwordHash, appPasswordId }: SignInAccount): SignInRefusal["because"] {
  if (appPasswordId !== null) return "app-password-revoked"; // had it held, nobody would have asked for another
  return passwordHash === "" ? "no-password" : "wrong-password";
}
