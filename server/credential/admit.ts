import type { AccountAsRead } from "../maildrop/lock-statements.ts";
import { type NetworksCheck, networksCheck } from "../network/networks.ts";
import type { SignInRules } from "./account-statements.ts";

/** What somebody has shown to know, or to have. */
export type Shown =
  | { readonly by: "password"; readonly passwordHash: string }
  | {
      readonly by: "app-password";
      readonly id: number;
      readonly allowedNetworks: string;
      readonly expiresAt: number | null;
    }
  /** The password, to a source outside. `untilMs`: how long that may be remembered, by the monotonic clock; 0 is not at all. */
  | { readonly by: "source"; readonly version: string; readonly untilMs: number }
  | { readonly by: "token" };

export interface SignedInAccount {
  readonly accountId: number;
  /** Canonical. */
  readonly address: string;
  /** That it was an app password; null: the account's own, or a token. */
  readonly appPasswordId: number | null;
  /** What the claim of the lock must make sure of: all of this was decided by it. */
  readonly asRead: AccountAsRead;
}

/** Told only to who has shown the right password, or token. */
export interface NotAdmitted {
  readonly refused: "disabled" | "app-password-over" | "only-app-passwords" | "network";
  readonly because: "sign-in-off" | "app-password-over" | "only-app-passwords" | "network-not-allowed";
  readonly accountId: number;
}

/** Whether somebody who has shown the right thing may sign in from there, by the account as it was read. `now` in milliseconds. */
export function admit(
  account: SignInRules,
  shown: Shown,
  remoteAddress: string,
  now: number,
): SignedInAccount | NotAdmitted {
  const { id: accountId, address } = account;
  if (!account.canSignIn) return { refused: "disabled", because: "sign-in-off", accountId };
  if (shown.by === "app-password" && shown.expiresAt !== null && shown.expiresAt <= now) {
    return { refused: "app-password-over", because: "app-password-over", accountId };
  }
  if ((shown.by === "password" || shown.by === "source") && account.onlyAppPasswords) {
    return { refused: "only-app-passwords", because: "only-app-passwords", accountId };
  }
  const asRead = asReadFor(account, shown);
  const mayComeFrom = allowedFrom(asRead);
  if (mayComeFrom !== null && !mayComeFrom(remoteAddress)) {
    return { refused: "network", because: "network-not-allowed", accountId };
  }
  return { accountId, address, appPasswordId: asRead.appPassword?.id ?? null, asRead };
}

/**
 * Where one may come from: the account's networks, or else its domain's; an app password's own are further walls within these. Null:
 * from everywhere.
 */
export function allowedFrom({ allowedNetworks, domainNetworks, appPassword }: AccountAsRead): NetworksCheck | null {
  const lists = [allowedNetworks || domainNetworks, appPassword?.allowedNetworks ?? ""].filter((list) => list !== "");
  if (lists.length === 0) return null;
  const checks = lists.map(networksCheck);
  return (address) => checks.every((check) => check(address));
}

/** What the claim must make sure of. */
export function asReadFor({ address, allowedNetworks, domainNetworks }: SignInRules, shown: Shown): AccountAsRead {
  return {
    address,
    allowedNetworks,
    domainNetworks,
    passwordHash: shown.by === "password" ? shown.passwordHash : null,
    passwordSource: shown.by === "source" ? shown.version : null,
    appPassword: shown.by === "app-password" ? { id: shown.id, allowedNetworks: shown.allowedNetworks } : null,
  };
}
