import { signInAddress } from "../credential/sign-in-address.ts";
import { ipText, parseIp } from "../network/ip-address.ts";
import { explainAddress } from "../protection/explain-address.ts";
import { isSessionId } from "../session/session-id.ts";
import { readSettings } from "../setting/read.ts";
import type { Store } from "../store.ts";
import { findReceipts } from "./find-receipts.ts";
import type { LogActs, LogRow } from "./schema.ts";

/** What of this installation a line is about, and what can be done about it. */
export async function readLogActs(store: Store, { fields, atMs }: LogRow): Promise<LogActs> {
  const { account, remoteIp, sessionId, program } = fields;
  const [found, network, session, messages] = await Promise.all([
    account === undefined ? null : accountNamed(store, account),
    remoteIp === undefined ? null : networkOf(store, remoteIp),
    // Session ids of other programs are their own.
    sessionId !== undefined && isSessionId(sessionId) && !isOfOthers(program)
      ? store.db.session.findUnique({ where: { id: sessionId }, select: { id: true } })
      : null,
    findReceipts(store, fields, atMs),
  ]);
  return { account: found, network, sessionId: session?.id ?? null, messages };
}

const isOfOthers = (program = ""): boolean => /dovecot|postfix|courier|cyrus|exim|sendmail/i.test(program);

/** The account a name stands for, by its own address or by an alias, either without its +tag too. */
async function accountNamed(store: Store, name: string): Promise<LogActs["account"]> {
  const address = signInAddress(name, await readSettings(store));
  const untagged = address.replace(/^([^+@]+)\+[^@]*@/, "$1@");
  const addresses = [...new Set([address, untagged])];
  const select = { id: true, address: true } as const;
  const row =
    (await store.db.account.findFirst({ where: { address: { in: addresses }, deletedAt: null }, select })) ??
    (await store.db.alias.findFirst({ where: { address: { in: addresses } }, select: { account: { select } } }))
      ?.account;
  return row ?? null;
}

async function networkOf(store: Store, remoteIp: string): Promise<LogActs["network"]> {
  const octets = parseIp(remoteIp);
  if (octets === null) return null;
  const address = ipText(octets);
  const explained = await explainAddress(store, { remoteAddress: address });
  const findings = explained?.findings ?? [];
  const block = findings.find(({ kind }) => kind === "block");
  const rule = findings.find(({ kind }) => kind === "allow" || kind === "deny");
  return {
    address,
    isKeptOut: explained?.isKeptOut ?? false,
    rule:
      rule === undefined
        ? null
        : {
            id: rule.kind === "throttle" ? 0 : rule.id,
            network: rule.network,
            kind: rule.kind === "deny" ? "deny" : "allow",
          },
    block: block?.kind === "block" ? { id: block.id, network: block.network } : null,
  };
}
