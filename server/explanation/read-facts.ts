import { readLock } from "../lock/read.ts";
import { type Explanation, explainAddress } from "../protection/explain-address.ts";
import { readSettings } from "../setting/read.ts";
import type { Store } from "../store.ts";
import { signInAddress } from "../credential/sign-in-address.ts";
import type { ExplainedAccount, Facts } from "./facts.ts";
import type { ExplainQuestion } from "./schema.ts";

/** All that is known of who is asked about. */
export interface Known extends Facts {
  /** What protection has to say; null where no IP address was given. */
  readonly protection: Explanation | null;
  /** The address was an account's that was deleted and can be restored. */
  readonly isDeleted: boolean;
  /** Whether the domain of the address is here. */
  readonly isDomainHere: boolean;
}

export async function readFacts(store: Store, { name, remoteAddress }: ExplainQuestion): Promise<Known> {
  const settings = await readSettings(store);
  const address = name === "" ? null : signInAddress(name, settings);
  const [account, alias, protection] = await Promise.all([
    address === null ? null : readExplainedAccount(store, address),
    address === null
      ? null
      : store.db.alias.findUnique({ where: { address }, select: { account: { select: { id: true, address: true } } } }),
    remoteAddress === "" ? null : explainAddress(store, { remoteAddress, address: address ?? "" }),
  ]);
  const findings = protection?.findings ?? [];
  const domainName = address?.slice(address.lastIndexOf("@") + 1) ?? "";
  const domain =
    address === null ? null : await store.db.domain.findUnique({ where: { name: domainName }, select: { id: true } });
  return {
    address,
    remoteAddress: remoteAddress === "" ? null : remoteAddress,
    account,
    aliasOf: alias?.account ?? null,
    holder: account === null ? null : await readLock(store, account.id),
    rules: findings.filter((finding) => finding.kind === "allow" || finding.kind === "deny") as Known["rules"],
    blocks: findings.filter((finding) => finding.kind === "block") as Known["blocks"],
    waits: findings.filter((finding) => finding.kind === "throttle" && finding.until !== null) as Known["waits"],
    protection,
    isDeleted: account === null && address !== null && (await wasDeleted(store, address)),
    isDomainHere: domain !== null,
  };
}

async function readExplainedAccount({ db }: Store, address: string): Promise<ExplainedAccount | null> {
  const row = await db.account.findUnique({
    where: { address, deletedAt: null },
    select: {
      id: true,
      address: true,
      passwordHash: true,
      canSignIn: true,
      onlyAppPasswords: true,
      allowedNetworks: true,
      lastSignInAt: true,
      domain: { select: { name: true, allowedNetworks: true, passwordSource: { select: { domainId: true } } } },
    },
  });
  if (row === null) return null;
  const { passwordHash, domain, ...account } = row;
  const hasPassword = passwordHash !== "";
  const sourceDomainId = domain.passwordSource?.domainId ?? null;
  return { ...account, hasPassword, sourceDomainId, domainName: domain.name, domainNetworks: domain.allowedNetworks };
}

/** A deleted account keeps its address behind a mark of its own (server/account/mark-deleted.ts). */
async function wasDeleted({ db }: Store, address: string): Promise<boolean> {
  const found = await db.account.findFirst({
    where: { deletedAt: { not: null }, isPurged: false, address: { startsWith: "deleted:", endsWith: `:${address}` } },
    select: { id: true },
  });
  return found !== null;
}
