import { ldapServersOf, type SourceEffect, type SourceKind, type SourceSettings, serverTextOf } from "./schema.ts";

/** Where a domain's passwords are checked, in sentences a person can check. */
export function sourceInForce(domainName: string, settings: SourceSettings | null): string[] {
  if (settings === null) {
    return [`Passwords of accounts of ${domainName} are checked by this database, as they were set here.`];
  }
  const remembered =
    settings.rememberMinutes === 0
      ? "It is asked at every sign-in."
      : `A password that was right is not asked about again for ${settings.rememberMinutes === 1 ? "a minute" : `${settings.rememberMinutes} minutes`}.`;
  const rest = `${remembered} App passwords are still checked here; the database's own passwords count for nothing there, and SCRAM is not possible with a directory's password.`;
  if (settings.kind === "pam") {
    return [
      `Passwords of accounts of ${domainName} are checked by PAM on this machine: saslauthd at ${settings.socketPath} is asked for ${settings.user}, service ${settings.service}.`,
      rest,
    ];
  }
  const servers = ldapServersOf(settings).map(serverTextOf).join(", then ");
  const how = { implicit: "inside TLS", starttls: "after StartTLS", none: "without TLS" }[settings.tls];
  const who =
    settings.mode === "template"
      ? `by binding as ${settings.dnTemplate}`
      : `by searching ${settings.base} for ${settings.filter} as ${settings.bindDn === "" ? "nobody in particular" : settings.bindDn}, then binding as who was found`;
  return [
    `Passwords of accounts of ${domainName} are checked by the LDAP directory at ${servers}, ${how}, ${who}.`,
    rest,
  ];
}

export const kindWords: Readonly<Record<SourceKind, string>> = {
  database: "this database",
  ldap: "an LDAP directory",
  pam: "PAM (saslauthd)",
};

const accounts = (count: number) => `${count} ${count === 1 ? "account" : "accounts"}`;
const signs = (count: number) => (count === 1 ? "signs" : "sign");

/** What a change would do, in sentences; the first is the effect itself. */
export function effectSentences(effect: SourceEffect): string[] {
  const { fromKind, toKind, accountCount, withoutPasswordCount, scramCount, appPasswordCount, clearServers } = effect;
  if (effect.isSame) return ["This changes nothing."];
  const sentences =
    accountCount === 0
      ? [`No account is here yet: those that come sign in with the password of ${kindWords[toKind]}.`]
      : fromKind === toKind
        ? [
            `${accounts(accountCount)} still ${signs(accountCount)} in with the password of ${kindWords[toKind]}, asked in another way.`,
          ]
        : [
            `${accounts(accountCount)} ${signs(accountCount)} in with the password of ${kindWords[toKind]} from then on, and no longer with that of ${kindWords[fromKind]}.`,
          ];
  if (fromKind === "database" && toKind !== "database" && scramCount > 0) {
    sentences.push(
      `${accounts(scramCount)} signed in by SCRAM the last time: the mail programs there must use another way, such as PLAIN, for a directory does not tell what SCRAM needs.`,
    );
  }
  if (toKind === "database" && fromKind !== "database" && withoutPasswordCount > 0) {
    sentences.push(
      `${accounts(withoutPasswordCount)} ${withoutPasswordCount === 1 ? "has" : "have"} no password here: nobody can sign in there until one is set.`,
    );
  }
  if (toKind !== fromKind && appPasswordCount > 0) {
    sentences.push(
      `App passwords, which ${accounts(appPasswordCount)} ${appPasswordCount === 1 ? "has" : "have"}, go on as before.`,
    );
  }
  if (clearServers.length > 0) {
    sentences.push(`Passwords go over the network to ${clearServers.join(", ")} for everybody on the way to read.`);
  }
  return sentences;
}
