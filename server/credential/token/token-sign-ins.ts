import { foldAddress } from "../../account/address.ts";
import type { Settings } from "../../setting/schema.ts";
import type { Store } from "../../store.ts";
import { accountNamed } from "../account-statements.ts";
import { admit, type SignedInAccount } from "../admit.ts";
import { signInAddress } from "../sign-in-address.ts";
import type { Issuer } from "./issuer.ts";

export interface TokenSignIn {
  readonly token: string;
  /** Whom the client says it is; empty where it leaves that to the token. */
  readonly name: string;
  readonly remoteAddress: string;
}

/** The settings that tokens depend on. */
export type TokenSettings = Pick<Settings, "defaultDomain" | "oidcIssuer" | "oidcAudience" | "oidcAddressClaim">;

export interface TokenRefusal {
  /** What the client may learn. "disabled" is said only to who has a good token. */
  readonly refused: "token" | "disabled" | "network" | "issuer-away";
  /** What the administrator may learn. */
  readonly because:
    | "not-offered"
    | "not-believed"
    | "no-address"
    | "for-another"
    | "unknown-account"
    | "sign-in-off"
    | "network-not-allowed"
    | "issuer-away";
  /** Whom it was about, where there is one. */
  readonly accountId?: number;
}

/** Sign-ins with tokens of the issuer that the settings name. One per process: it keeps that issuer's keys. */
export class TokenSignIns {
  readonly #store: Store;
  readonly #settings: () => TokenSettings;
  readonly #report: (error: unknown) => void;
  #issuer: { readonly url: string; readonly issuer: Issuer } | null = null;

  /** `report`: told why the issuer could not be asked. */
  constructor(store: Store, settings: () => TokenSettings, report: (error: unknown) => void) {
    this.#store = store;
    this.#settings = settings;
    this.#report = report;
  }

  /** The account whose address the token's claim holds: in any case and form, never an alias. */
  async signIn({ token, name, remoteAddress }: TokenSignIn): Promise<SignedInAccount | TokenRefusal> {
    const settings = this.#settings();
    const { oidcIssuer, oidcAudience, oidcAddressClaim } = settings;
    if (oidcIssuer === null) return { refused: "token", because: "not-offered" };
    const issuer = await this.#issuerAt(oidcIssuer);
    const claims = await issuer.verify(token, oidcAudience);
    if (claims === "away") return { refused: "issuer-away", because: "issuer-away" };
    if (claims === null) return { refused: "token", because: "not-believed" };
    const claimed = addressIn(claims, oidcAddressClaim);
    if (claimed === null) return { refused: "token", because: "no-address" };
    if (name !== "" && signInAddress(name, settings) !== claimed) return { refused: "token", because: "for-another" };
    return this.#admit(claimed, remoteAddress);
  }

  async #admit(address: string, remoteAddress: string): Promise<SignedInAccount | TokenRefusal> {
    const account = await this.#store.statements.read(accountNamed, { address, appPasswordHash: "" });
    if (!account) return { refused: "token", because: "unknown-account" };
    const answer = admit(account, { by: "token" }, remoteAddress, this.#store.clock.now().getTime());
    if (!("refused" in answer)) return answer;
    const { accountId } = answer;
    // No other wall stands before who shows a token.
    return answer.refused === "network"
      ? { refused: "network", because: "network-not-allowed", accountId }
      : { refused: "disabled", because: "sign-in-off", accountId };
  }

  async #issuerAt(url: string): Promise<Issuer> {
    // Loaded where somebody has an issuer: what checks signatures is eight megabytes.
    const { Issuer } = await import("./issuer.ts");
    if (this.#issuer?.url !== url) this.#issuer = { url, issuer: new Issuer(url, this.#store.clock, this.#report) };
    return this.#issuer.issuer;
  }
}

/** Null where there is none, and where the issuer itself says that nobody has proved the address. */
function addressIn(claims: Readonly<Record<string, unknown>>, claim: string): string | null {
  const value = claims[claim];
  if (typeof value !== "string" || !value.includes("@") || value.includes("\0")) return null;
  if (claim === "email" && "email_verified" in claims && `${claims.email_verified}` !== "true") return null;
  return foldAddress(value);
}
