import type { Facts } from "./facts.ts";
import { fixes } from "./fixes.ts";
import type { Fix, Reason } from "./schema.ts";

export interface Explanation {
  /** What it is, in a few words. */
  readonly title: string;
  /** What it means, and what to check, for somebody who has the person on the telephone. */
  readonly meaning: string;
  /** What mends it, the likeliest first. */
  readonly fixes: (facts: Facts) => readonly Fix[];
}

/** Every reason there is, explained: one without its row does not compile. */
export const explanations: Readonly<Record<Reason, Explanation>> = {
  "daemon-away": {
    title: "The mail daemon does not run",
    meaning: "Nobody can sign in, by any port. Start it, or see in its log why it ended.",
    fixes: () => [fixes.go("/overview", "Open the overview")],
  },
  "no-listener": {
    title: "No port is open for mail programs",
    meaning: "Mail programs cannot connect at all: listeners are switched off, or could not be opened.",
    fixes: () => [fixes.listeners],
  },
  "kept-out": {
    title: "A rule keeps this network out",
    meaning:
      "The connection is refused before anything is said. On a port with TLS from the first octet it is simply closed.",
    fixes: ({ rules }) => [...rules.map(fixes.endRule), fixes.protection],
  },
  blocked: {
    title: "This network is blocked for guessing passwords",
    meaning:
      "Too many sign-ins were refused from there. A phone that goes on trying an old password is enough: change it there before lifting the block.",
    fixes: (facts) => [...facts.blocks.map(fixes.liftBlock), ...fixes.letIn(facts)],
  },
  connections: {
    title: "The server is full",
    meaning: "As many mail programs are connected as the limit allows. Whoever comes is told to try again.",
    fixes: () => [fixes.sessions(), fixes.limits],
  },
  "connections-per-address": {
    title: "Too many connections from this address",
    meaning:
      "One address may have only so many at a time. Behind one address may be a whole office: raise the limit then.",
    fixes: ({ remoteAddress }) => [fixes.sessions(remoteAddress), fixes.limits],
  },
  "open-files": {
    title: "The daemon may open no more files",
    meaning:
      "The limit of open files of its process is reached, so connections are turned away. Raise LimitNOFILE of the service, or lower the number of connections.",
    fixes: () => [fixes.diagnostics, fixes.limits],
  },
  "certificate-refused": {
    title: "The mail program does not accept the certificate",
    meaning:
      "It ended the handshake because of the certificate: self-signed, out of date, or made for another name than the one typed in the mail program.",
    fixes: () => [fixes.certificates],
  },
  "tls-not-spoken": {
    title: "No TLS where TLS comes first",
    meaning:
      "The mail program connects to a port with SSL/TLS, but is set to none or to STARTTLS. Set its connection security to SSL/TLS, or its port to 110.",
    fixes: (facts) => [...fixes.setUp(facts), fixes.listeners],
  },
  "no-common-tls": {
    title: "No TLS version in common",
    meaning:
      "The mail program is too old for what this server allows. Update it, or switch old TLS on for one listener.",
    fixes: () => [fixes.certificates, fixes.listeners],
  },
  "tls-handshake-failed": {
    title: "The TLS handshake came to nothing",
    meaning: "The connection ended during it: the client left, a scanner came, or a device in between took TLS apart.",
    fixes: () => [fixes.certificates],
  },
  "tls-required": {
    title: "Sign-in without TLS is not allowed",
    meaning:
      "No password is taken over an unencrypted connection here. Turn on SSL/TLS (port 995) or STARTTLS in the mail program; where it cannot, except it for a while.",
    fixes: (facts) => [...fixes.spare(facts), ...fixes.setUp(facts), fixes.listeners],
  },
  "mechanism-not-offered": {
    title: "A way to sign in that is not offered",
    meaning:
      "The mail program insists on a mechanism that is switched off or unknown here, such as OAuth2 or NTLM. Set its authentication to normal password.",
    fixes: (facts) => [...fixes.setUp(facts), fixes.limits],
  },
  "for-another-account": {
    title: "Signing in for another account",
    meaning:
      "The mail program named one account to prove and another to open. Here everybody opens their own: the user name must be the full address.",
    fixes: fixes.setUp,
  },
  "mechanisms-altered": {
    title: "Somebody in between altered the list of mechanisms",
    meaning:
      "The mail program was shown other ways to sign in than this server offers. A virus scanner or a proxy sits in between and opens TLS.",
    fixes: () => [fixes.certificates],
  },
  "other-tls-connection": {
    title: "The sign-in belongs to another TLS connection",
    meaning:
      "TLS ends somewhere between mail program and server: a virus scanner or a proxy. It may not pass a sign-in on that is bound to its connection.",
    fixes: () => [fixes.certificates],
  },
  throttled: {
    title: "It has to wait after wrong passwords",
    meaning:
      "Passwords from there are not looked at until the wait is over, not even right ones. Others elsewhere do not wait.",
    fixes: (facts) => [...facts.waits.map(fixes.forgetThrottle), ...fixes.letIn(facts)],
  },
  "too-many-at-once": {
    title: "Too many passwords were being checked",
    meaning:
      "Each check costs the processor; beyond a bound the rest is told to try again. Mail programs do so by themselves.",
    fixes: () => [fixes.sessions()],
  },
  "storage-trouble": {
    title: "Trouble with disk or database",
    meaning: "The daemon could not read or write, and said so with [SYS/TEMP]. Nothing is wrong with the password.",
    fixes: () => [fixes.diagnostics],
  },
  "unknown-account": {
    title: "There is no such account",
    meaning: "Nobody has this address. Check its spelling in the mail program: the user name must be the full address.",
    fixes: ({ address }) => [
      fixes.go(`/accounts?search=${encodeURIComponent(address?.split("@")[0] ?? "")}`, "Look for a similar one"),
      fixes.go("/accounts/new", "Create the account"),
    ],
  },
  alias: {
    title: "This is an alias",
    meaning: "Mail to it is delivered into another account, and one signs in with the address of that one.",
    fixes: ({ aliasOf }) =>
      aliasOf === null
        ? []
        : [
            fixes.go(`/explain?who=${encodeURIComponent(aliasOf.address)}`, `Explain ${aliasOf.address}`),
            fixes.go(`/accounts/${aliasOf.id}`, "Open the account"),
          ],
  },
  "no-domain": {
    title: "The domain is not on this server",
    meaning: "No account can have this address here. Check its spelling, or whether this is the right server.",
    fixes: () => [fixes.go("/domains", "Open domains")],
  },
  "deleted-account": {
    title: "The account was deleted",
    meaning: "It is answered as one that nobody has. It can be restored for a while, mail and all.",
    fixes: () => [fixes.go("/accounts/deleted", "Open deleted accounts")],
  },
  "no-password": {
    title: "The account has no password",
    meaning: "None was ever set, so none can be right.",
    fixes: fixes.password,
  },
  "no-way-to-prove": {
    title: "The account has nothing to sign in with",
    meaning: "It signs in with app passwords only, and none of them is valid.",
    fixes: (facts) => [...fixes.access(facts, "Make an app password"), ...fixes.ownPassword(facts)],
  },
  "wrong-password": {
    title: "Wrong password",
    meaning: "What the mail program has stored is not the password. A changed one has to be typed on each device.",
    fixes: fixes.password,
  },
  "source-away": {
    title: "The directory with the password cannot be asked",
    meaning:
      "The domain's passwords are known by an LDAP directory or by PAM, which did not answer. The mail program was told to try again; whoever signed in lately may still be let in.",
    fixes: fixes.directory,
  },
  "not-in-directory": {
    title: "The directory knows nobody by this address",
    meaning:
      "The account is here, but the directory that knows its domain's passwords has no such person. Check the address there, and the filter that looks for it.",
    fixes: fixes.directory,
  },
  "several-in-directory": {
    title: "The directory has several people by this address",
    meaning: "Nobody can say whose password it should be. Make the address unique there, or the filter narrower.",
    fixes: fixes.directory,
  },
  "scram-with-source": {
    title: "SCRAM where a directory knows the password",
    meaning:
      "SCRAM needs a secret that only this database could keep, and the password is kept elsewhere. Set the mail program's authentication to normal password, over TLS.",
    fixes: (facts) => [...fixes.setUp(facts), fixes.limits],
  },
  "sign-in-off": {
    title: "POP3 sign-in is switched off",
    meaning: "The password is right, and the account's switch says no. Mail still arrives.",
    fixes: fixes.switchOn,
  },
  "network-not-allowed": {
    title: "Not from an allowed network",
    meaning:
      "The password is right, but the account, its domain or the app password names networks, and this address lies in none of them.",
    fixes: (facts) => [...fixes.network(facts), ...fixes.access(facts, "Open access")],
  },
  "app-password-revoked": {
    title: "A revoked app password",
    meaning: "The device still has an app password that was revoked. Make a new one for it, or forget the device.",
    fixes: (facts) => fixes.access(facts, "Make an app password"),
  },
  "app-password-over": {
    title: "An app password that is over",
    meaning: "Its end has come. Make a new one for the device.",
    fixes: (facts) => fixes.access(facts, "Make an app password"),
  },
  "only-app-passwords": {
    title: "Only app passwords are taken",
    meaning:
      "The account's own password is right, but is not taken from mail programs. Make an app password for the device.",
    fixes: (facts) => [...fixes.access(facts, "Make an app password"), ...fixes.ownPassword(facts)],
  },
  "not-offered": {
    title: "Sign-in with tokens is not set up",
    meaning:
      "The mail program tries OAuth2, and this server knows no issuer. Name one, or set the mail program to normal password.",
    fixes: () => [fixes.limits],
  },
  "not-believed": {
    title: "A token that is not believed",
    meaning:
      "It is over, was made for another audience, or the issuer did not sign it. Signing in anew in the mail program makes a fresh one.",
    fixes: () => [fixes.limits],
  },
  "no-address": {
    title: "A token without an address",
    meaning:
      "The claim that should hold the address is missing, or the issuer has not verified it. See which claim is asked for.",
    fixes: () => [fixes.limits],
  },
  "for-another": {
    title: "A token for another address",
    meaning:
      "Who signed in at the issuer is not the account that the mail program names. Sign in there as the right person.",
    fixes: fixes.setUp,
  },
  "issuer-away": {
    title: "The issuer of tokens cannot be reached",
    meaning: "Its keys could not be asked for, so no new token can be believed. See whether this machine reaches it.",
    fixes: () => [fixes.limits],
  },
  "login-delay": {
    title: "Too soon after the last sign-in",
    meaning:
      "A rule asks for a pause between two sign-ins. The mail program looks for mail too often, or two devices share the account.",
    fixes: (facts) => [fixes.go("/retention", "Open the rule"), ...fixes.history(facts)],
  },
  "in-use": {
    title: "The maildrop is open in another session",
    meaning:
      "POP3 lets one session in at a time. The other ends with QUIT, by itself after a silence, or here; ending it removes no mail.",
    fixes: ({ holder }) =>
      holder === null
        ? [fixes.go("/locks", "Open locks")]
        : [fixes.free(holder), fixes.go(`/locks?search=${encodeURIComponent(holder.address)}`, "Open the lock")],
  },
  "hourly-use": {
    title: "The hour's download is used up",
    meaning: "Signing in works, but RETR is refused with [SYS/TEMP] until the hour has passed.",
    fixes: (facts) => [fixes.limits, ...fixes.history(facts)],
  },
};
