import { z } from "zod";
import { listPage, oneRow, rowId } from "../input/schema.ts";
import { networkList } from "../network/schema.ts";

export const newDomain = z.object({
  name: z
    .string()
    .trim()
    .min(1, "Type a domain, such as example.org.")
    .max(253, "A domain has at most 253 characters."),
});
export type NewDomain = z.input<typeof newDomain>;

export const domainDeletion = oneRow;
export type DomainDeletion = z.output<typeof domainDeletion>;

/** `catchAll`: address of an account; empty: mail for addresses that nobody has is refused. */
export const catchAllChange = z.object({ id: rowId, catchAll: z.string().trim().max(254) });
export type CatchAllChange = z.input<typeof catchAllChange>;

/** Networks its accounts may sign in from that name none themselves; empty: everywhere. */
export const domainNetworks = z.object({ id: rowId, allowedNetworks: networkList() });
export type DomainNetworks = z.input<typeof domainNetworks>;

export const domainSorts = ["name", "accountCount", "recoverableOctets", "createdAt"] as const;
export const domainList = listPage.extend({ sort: z.enum(domainSorts).catch("name") });
export type DomainList = z.output<typeof domainList>;

export interface DomainRow {
  readonly id: number;
  readonly name: string;
  /** Made by the one-click sample. */
  readonly isSample: boolean;
  readonly accountCount: number;
  readonly aliasCount: number;
  /** Address of the account that takes what is for an address of this domain that nobody has; null: such mail is refused. */
  readonly catchAll: string | null;
  readonly createdAt: Date;
}

export interface ListedDomain extends DomainRow {
  /** What recoverable mail of its accounts holds. */
  readonly recoverableOctets: number;
}

/** What the domain's own page says of it, beside its row. */
export interface DomainView extends DomainRow {
  /** CIDR, a comma between; empty: everywhere. */
  readonly allowedNetworks: string;
  /** Accounts that name networks of their own, and are not concerned. */
  readonly ownNetworksCount: number;
  /** Who knows the passwords of its accounts; null: this server. */
  readonly passwordSource: "ldap" | "pam" | null;
}

/** Verbs that change a domain itself, as the audit names them. */
export const domainAudits = [
  "domain.create",
  "domain.catch-all",
  "domain.set-networks",
  "domain.set-quota",
  "domain.set-password-source",
] as const;
