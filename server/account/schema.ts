import { z } from "zod";
import type { ConsoleAccess } from "../administrator/schema.ts";
import { newPassword } from "../credential/schema.ts";
import { flag, listPage, oneRow, rowId } from "../input/schema.ts";
import { networkList } from "../network/schema.ts";
import { newQuotaMessages, newQuotaOctets, quotaMessages, quotaOctets } from "../quota/fields.ts";
import type { SourceKind } from "../password-source/schema.ts";

/** Read closely by parseAddress in the verb, which knows domains. */
const address = z
  .string()
  .trim()
  .min(1, "Type an address, such as ann@example.org.")
  .max(254, "An address has at most 254 characters.");

const displayName = z
  .string()
  .trim()
  .max(100, "A name has at most 100 characters.")
  .regex(/^\P{Cc}*$/u, "A name holds no line breaks.");

/** Read closely by hashColumns in the verb. */
const givenHash = z
  .string()
  .trim()
  .min(1, "Paste the hash, such as {SHA512-CRYPT}$6$… or $2y$….")
  .regex(/^\P{Cc}*$/u, "A hash is one line.");

export const newAccount = z.object({
  address,
  /** Empty or absent: nobody can sign in until a password is set; mail is received. */
  password: newPassword.nullish().or(z.literal("").transform(() => null)),
  /** Instead: the hash that another server kept of it, such as {SHA512-CRYPT}$6$…; a password in clear, {PLAIN}…, only where that is said. */
  hash: givenHash.optional(),
  takesPlain: flag.optional(),
  displayName: displayName.optional(),
  quotaOctets: newQuotaOctets,
  quotaMessages: newQuotaMessages,
});
export type NewAccount = z.input<typeof newAccount>;

export const accountChange = z.object({
  id: rowId,
  displayName: displayName.optional(),
  quotaOctets: quotaOctets.optional(),
  quotaMessages: quotaMessages.optional(),
});
export type AccountChange = z.input<typeof accountChange>;

export const accountSwitches = z.object({ id: rowId, canReceive: flag.optional(), canSignIn: flag.optional() });
export type AccountSwitches = z.input<typeof accountSwitches>;

export const passwordChange = z.object({ id: rowId, password: newPassword });
export type PasswordChange = z.input<typeof passwordChange>;

export const passwordHashChange = z.object({ id: rowId, hash: givenHash, takesPlain: flag.optional() });
export type PasswordHashChange = z.input<typeof passwordHashChange>;

/** What `input` names; the rest stays. */
export const accountAccess = z.object({
  id: rowId,
  allowedNetworks: networkList().optional(),
  onlyAppPasswords: flag.optional(),
});
export type AccountAccess = z.input<typeof accountAccess>;

export const accountDeletion = oneRow;

/** `address`: another than it had; empty: its own. */
export const accountRestoration = z.object({ id: rowId, address: z.string().trim().max(254).optional() });
export type AccountRestoration = z.input<typeof accountRestoration>;

export const newAlias = z.object({ accountId: rowId, address });
export type NewAlias = z.input<typeof newAlias>;

export const aliasDeletion = oneRow;

export const accountSorts = [
  "address",
  "createdAt",
  "lastSignInAt",
  "lastDeliveryAt",
  "octets",
  "messageCount",
] as const;
/** Everyone; only those that cannot receive or cannot sign in; without a password; that never signed in; that may use the console; with findings. */
export const accountFilters = ["all", "off", "no-password", "never-signed-in", "console", "findings"] as const;
export const accountList = listPage.extend({
  domainId: rowId.optional().catch(undefined),
  sort: z.enum(accountSorts).catch("address"),
  filter: z.enum(accountFilters).catch("all"),
});
export type AccountList = z.output<typeof accountList>;

export const aliasList = listPage.extend({ sort: z.enum(["address", "account", "createdAt"]).catch("address") });
export type AliasList = z.output<typeof aliasList>;

export const deletedAccountList = listPage.extend({
  sort: z.enum(["deletedAt", "address", "octets"]).catch("deletedAt"),
  direction: z.enum(["asc", "desc"]).catch("desc"),
});
export type DeletedAccountList = z.output<typeof deletedAccountList>;

/** An account that can be restored. */
export interface DeletedAccountRow {
  readonly id: number;
  /** What it had. */
  readonly address: string;
  readonly displayName: string;
  readonly aliases: readonly string[];
  readonly messageCount: number;
  readonly octets: number;
  readonly deletedAt: Date;
  /** Who deleted it. */
  readonly by: string;
  readonly restorableUntil: Date;
}

export interface AccountRow {
  readonly id: number;
  readonly domainId: number;
  readonly address: string;
  readonly displayName: string;
  readonly hasPassword: boolean;
  readonly canReceive: boolean;
  readonly canSignIn: boolean;
  /** Null: its address is no administrator's. */
  readonly consoleAccess: ConsoleAccess | null;
  /** Null is no limit. */
  readonly quotaOctets: number | null;
  readonly quotaMessages: number | null;
  readonly messageCount: number;
  readonly octets: number;
  readonly lastSignInAt: Date | null;
  readonly lastDeliveryAt: Date | null;
  readonly createdAt: Date;
}

export interface AliasRow {
  readonly id: number;
  readonly address: string;
  readonly createdAt: Date;
}

export interface AliasListRow extends AliasRow {
  readonly accountId: number;
  /** Address of the account it delivers into. */
  readonly account: string;
}

/** One past or present sign-in of an account, newest first in the view. */
export interface AccountSignIn {
  readonly sessionId: string;
  readonly remoteAddress: string;
  readonly tlsVersion: string | null;
  readonly mechanism: string | null;
  readonly appPasswordId: number | null;
  /** server/session/client-fingerprint.ts. */
  readonly client: string | null;
  readonly signedInAt: Date;
  readonly endedAt: Date | null;
  readonly endReason: string | null;
  readonly retrievedCount: number;
  readonly removedCount: number;
}

export interface AccountView extends AccountRow {
  readonly passwordAt: Date | null;
  /** In which another server hashed the password; null: it is argon2id of our own, or none. */
  readonly passwordScheme: string | null;
  /** CIDR, a comma between; empty: the domain's, and where that has none, everywhere. */
  readonly allowedNetworks: string;
  readonly domainNetworks: string;
  readonly onlyAppPasswords: boolean;
  readonly domainName: string;
  /** Who knows its password; app passwords are always known here. */
  readonly passwordSource: SourceKind;
  readonly isSample: boolean;
  readonly aliases: readonly AliasRow[];
  readonly liveSessionCount: number;
  readonly lastSignIns: readonly AccountSignIn[];
}

/** What a list of networks would mean for those it is about, by where they signed in from lately. */
export interface NetworksEffect {
  /** Days looked back. */
  readonly days: number;
  /** No list: from everywhere. */
  readonly isEverywhere: boolean;
  /** Accounts it is about, and of them those that signed in from elsewhere. */
  readonly accountCount: number;
  readonly outsideCount: number;
  /** False where there were too many to look at them all. */
  readonly isComplete: boolean;
  /** The first few of them, each with one such network. */
  readonly examples: readonly { readonly accountId: number; readonly address: string; readonly network: string }[];
}

/** What another time to restore deleted accounts would mean. */
export interface DeletionEffect {
  /** That can be restored now. */
  readonly deletedCount: number;
  /** Of them: could no longer, and would be removed with so much mail. */
  readonly goneCount: number;
  readonly messageCount: number;
  readonly octets: number;
}

/** Deleted: it can still be restored. Gone: nothing is left of it but what names it. */
export type AccountStanding = "here" | "deleted" | "gone";
