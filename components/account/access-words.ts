import type { AccountView } from "#server/account/schema.ts";
import type { AppPasswordView } from "#server/app-password/schema.ts";

export type AccessOf = Pick<
  AccountView,
  "canSignIn" | "hasPassword" | "allowedNetworks" | "domainNetworks" | "onlyAppPasswords" | "domainName"
>;

/** With what, and from where, one may sign in: the sentence that is in force. */
export function accessSentence(account: AccessOf, appPasswords: readonly Pick<AppPasswordView, "isLive">[]): string {
  if (!account.canSignIn) return "Nobody signs in: POP3 is switched off for this account.";
  const live = appPasswords.filter(({ isLive }) => isLive).length;
  const isOwn = account.hasPassword && !account.onlyAppPasswords;
  const apps = live === 0 ? "" : live === 1 ? "its app password" : `one of its ${live} app passwords`;
  const means = [isOwn ? "its own password" : "", apps].filter((text) => text !== "").join(" or ");
  if (means === "") {
    return account.onlyAppPasswords
      ? "Nobody signs in: only app passwords may, and there is none."
      : "Nobody signs in: there is no password.";
  }
  return `Signs in with ${means}, from ${placesOf(account)}.`;
}

function placesOf({ allowedNetworks, domainNetworks, domainName }: AccessOf): string {
  if (allowedNetworks !== "") return allowedNetworks.replaceAll(",", ", ");
  return domainNetworks === "" ? "everywhere" : `${domainNetworks.replaceAll(",", ", ")}, as ${domainName} has it`;
}
