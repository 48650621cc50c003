import { limitText } from "#components/quota/in-force.ts";
import { countOf } from "#components/ui/count.tsx";
import { formatOctets } from "#components/ui/octets.tsx";
import type { DomainView } from "#server/domain/schema.ts";
import type { DomainQuotaRow } from "#server/quota/schema.ts";

/** The domain's state as a colleague would say it. */
export function domainSentence({ catchAll }: Pick<DomainView, "catchAll">, quota: DomainQuotaRow): string {
  const { accountCount, messageCount, octets, quotaOctets, quotaMessages } = quota;
  const unknown =
    catchAll === null
      ? "Mail for an address that nobody has is refused."
      : `Mail for an address that nobody has goes to ${catchAll}.`;
  if (accountCount === 0) return `It has no accounts yet. ${unknown}`;
  const limit = limitText(quotaOctets, quotaMessages);
  const holds = `${countOf(accountCount, "account")} ${accountCount === 1 ? "holds" : "hold"} ${countOf(messageCount, "message")}, ${formatOctets(octets)}`;
  return `${holds}${limit === null ? "" : ` of ${limit}`}. ${unknown}`;
}

/** From where its accounts may sign in. */
export function domainPlaces(domain: Pick<DomainView, "allowedNetworks" | "ownNetworksCount">): string {
  const { allowedNetworks, ownNetworksCount } = domain;
  const from = allowedNetworks === "" ? "everywhere" : allowedNetworks.replaceAll(",", ", ");
  const others =
    ownNetworksCount === 0
      ? ""
      : ` ${countOf(ownNetworksCount, "account")} ${ownNetworksCount === 1 ? "has a list of its own" : "have lists of their own"}, whatever is said here.`;
  return `Its accounts sign in from ${from}.${others}`;
}

/** Who checks the passwords. */
export function domainPasswords({ passwordSource }: Pick<DomainView, "passwordSource">): string {
  if (passwordSource === "ldap") return "Passwords are checked by an LDAP directory.";
  if (passwordSource === "pam") return "Passwords are checked by PAM on this machine.";
  return "Passwords are kept and checked by this server.";
}
