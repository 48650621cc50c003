import { appPasswordAsShown, appPasswordHash } from "../app-password/secret.ts";
import type { AccountAsRead } from "../maildrop/lock-statements.ts";
import { type Checked, PasswordSources } from "../password-source/password-sources.ts";
import { type SourceRef, sourceOfDomain } from "../password-source/source-statements.ts";
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
  /**
   * What the client may learn: more than "credentials" only who knows the password; "busy" before anything was checked, and
   * "source-away" where a directory could not say.
   */
  readonly refused: "credentials" | "busy" | "source-away" | NotAdmitted["refused"];
  /** What the administrator may learn. */
  readonly because:
    | "unknown-account"
    | "no-password"
    | "wrong-password"
    | "app-password-revoked"
    | "too-many-at-once"
    | "source-away"
    | "not-in-directory"
    | "several-in-directory"
    | "scram-with-source"
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
  readonly #sources: PasswordSources;

  /** `report`: told why a source of passwords outside could not be asked. */
  constructor(
    store: Store,
    settings: () => SignInSettings,
    turns = new PasswordTurns(passwordsAtOnce(store.environment.workers)),
    report: (error: unknown) => void = () => {},
  ) {
    this.#store = store;
    this.#settings = settings;
    this.#verified = new VerifiedCredentials(store.clock);
    this.#turns = turns;
    this.#sources = new PasswordSources(store, report);
  }

  /**
   * A name and a password: the full address in any case, the local part alone only where a default domain is set, never an alias.
   * Whatever is wrong takes the same time, one password hash of our own cost, or one question where the domain's passwords are known
   * elsewhere; only an account whose hash is still another server's can be told by its time, which is longer. At once where the same has
   * fitted a moment ago, and with an app password: only who has one is answered sooner.
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
    this.#sources.close();
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
    const shown = account ? this.#shownAlready(account, asked) : null;
    if (account && shown?.by === "app-password") this.#followApp(account, asked);
    if (account && shown) return this.#admit(account, shown, asked);
    const mine = { ...asked, password: Uint8Array.from(asked.password) }; // a view of what the connection reads next
    const source = account ? sourceRefOf(account) : this.#sourceOfNobody(asked.address);
    if (source instanceof Promise) return source.then((source) => this.#verify(account, source, mine));
    return this.#verify(account, source, mine);
  }

  /** What would be asked of somebody is asked of nobody as well, so that the time tells nothing. */
  #verify(account: SignInAccount | undefined, source: SourceRef | undefined, asked: Asked): Answer | Promise<Answer> {
    if (source !== undefined) return this.#askSource(account, source, asked);
    const hash = account?.passwordHash ?? "";
    const verifying = this.#turns.verify(hash, asked.password);
    if (verifying === null) return { refused: "busy", because: "too-many-at-once", accountId: account?.id };
    return verifying.then((fits) => {
      if (!account) return { refused: "credentials", because: "unknown-account" };
      if (!fits) return { refused: "credentials", because: whyNot(account), accountId: account.id };
      this.#follow(asked.digest, account, asked.password);
      return this.#admit(account, { by: "password", passwordHash: hash }, asked);
    });
  }

  /** Where a domain's passwords are known elsewhere, what this database keeps of one counts for nothing. */
  async #askSource(account: SignInAccount | undefined, source: SourceRef, asked: Asked): Promise<Answer> {
    const checked = await this.#sources.check(source, asked.address, asked.password);
    const refusal = sourceRefusal(checked, account);
    if (refusal !== null) return refusal;
    if (!account) return { refused: "credentials", because: "unknown-account" };
    const { version, rememberMs } = checked;
    const untilMs = rememberMs === 0 ? 0 : this.#store.clock.monotonicMs() + rememberMs;
    return this.#admit(account, { by: "source", version, untilMs }, asked);
  }

  #sourceOfNobody(address: string): SourceRef | undefined | Promise<SourceRef | undefined> {
    return this.#store.statements.read(sourceOfDomain, address.slice(address.lastIndexOf("@") + 1));
  }

  /** What needs no password hash: an app password, and what has fitted a moment ago. */
  #shownAlready(account: SignInAccount, { digest }: Asked): Shown | null {
    const { passwordHash, passwordSource } = account;
    const { appPasswordId, appPasswordNetworks, appPasswordExpiresAt, appPasswordRevokedAt } = account;
    if (appPasswordId !== null && appPasswordRevokedAt === null) {
      const allowedNetworks = appPasswordNetworks ?? "";
      return { by: "app-password", id: appPasswordId, allowedNetworks, expiresAt: appPasswordExpiresAt };
    }
    const verified = this.#verified.find(digest);
    if (verified?.accountId !== account.id || verified.asRead.passwordSource !== passwordSource) return null;
    if (passwordSource !== null) return { by: "source", version: passwordSource, untilMs: verified.untilMs };
    return verified.asRead.passwordHash === passwordHash ? { by: "password", passwordHash } : null;
  }

  /** A password that fits is remembered whether it lets in or not, for that is decided anew each time. */
  #admit(account: SignInAccount, shown: Shown, asked: Asked): Answer {
    const { digest, remoteAddress } = asked;
    const untilMs = shown.by === "source" ? shown.untilMs : undefined;
    this.#verified.remember(digest, { accountId: account.id, asRead: asReadFor(account, shown) }, untilMs);
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

function sourceRefOf({ domainId, passwordSource }: SignInAccount): SourceRef | undefined {
  return passwordSource === null ? undefined : { domainId, version: passwordSource };
}

/** Null where the source says yes. Of nobody no more is said than that there is nobody; what is true of everybody is said to all alike. */
function sourceRefusal({ answer }: Checked, account: SignInAccount | undefined): SignInRefusal | null {
  const accountId = account?.id;
  if (answer === "busy") return { refused: "busy", because: "too-many-at-once", accountId };
  if (answer === "away") return { refused: "source-away", because: "source-away", accountId };
  if (answer === "several") return { refused: "source-away", because: "several-in-directory", accountId };
  if (answer === "yes" || account === undefined) return null;
  if (account.appPasswordId !== null) return { refused: "credentials", because: "app-password-revoked", accountId };
  return {
    refused: "credentials",
    because: answer === "not-there" ? "not-in-directory" : "wrong-password",
    accountId,
  };
}

function whyNot({ passwordHash, appPasswordId }: SignInAccount): SignInRefusal["because"] {
  if (appPasswordId !== null) return "app-password-revoked"; // had it held, nobody would have asked for another
  return passwordHash === "" ? "no-password" : "wrong-password";
}
