import { networkAround } from "../network/around.ts";
import { newSessionId } from "../session/session-id.ts";
import { readSettings } from "../setting/read.ts";
import { isFailureReason, reasonText } from "../sign-in-failure/schema.ts";
import type { Store } from "../store.ts";
import { explanations } from "./explanations.ts";
import type { Facts } from "./facts.ts";
import type { Refused, SignedInLately } from "./schema.ts";

const lookedBackMs = 7 * 24 * 60 * 60 * 1000;
const most = 20;

/** What the daemon has counted as refused, the latest first, each with what mends it. */
export async function readRefused(store: Store, facts: Facts): Promise<Refused[]> {
  const { account, address, remoteAddress } = facts;
  const { guesserIpv4Bits: ipv4, guesserIpv6Bits: ipv6 } = await readSettings(store);
  const from = remoteAddress === null ? null : { network: networkAround(remoteAddress, { ipv4, ipv6 }), remoteAddress };
  const kinds: Kind[] = [];
  if (account !== null) kinds.push({ accountId: account.id });
  // What was refused before anybody looked for an account.
  if (address !== null) kinds.push({ accountId: null, address });
  // Who found no room, or no TLS, has not said a name.
  if (from !== null) kinds.push(address === null ? from : { address: "", ...from });
  const found = await Promise.all(kinds.map((kind) => readLately(store, kind)));
  return found
    .flat()
    .sort((a, b) => b.lastAt.getTime() - a.lastAt.getTime())
    .slice(0, most)
    .map((row) => {
      const listenerId = row.listenerId || null;
      if (!isFailureReason(row.reason)) {
        return { ...row, listenerId, title: reasonText(row.reason), meaning: "", fixes: [] };
      }
      const { title, meaning, fixes } = explanations[row.reason];
      return { ...row, listenerId, title, meaning, fixes: fixes(factsOf(row, facts)) };
    });
}

interface Kind {
  readonly accountId?: number | null;
  readonly address?: string;
  readonly network?: string;
  readonly remoteAddress?: string;
}

function readLately({ db, clock }: Store, kind: Kind) {
  return db.signInFailure.findMany({
    where: { ...kind, lastAt: { gte: new Date(clock.now().getTime() - lookedBackMs) } },
    orderBy: { lastAt: "desc" },
    take: most,
    select: {
      reason: true,
      address: true,
      accountId: true,
      remoteAddress: true,
      listenerId: true,
      mechanism: true,
      count: true,
      firstAt: true,
      lastAt: true,
    },
  });
}

/** What mends a refusal from one address is about that one. */
function factsOf({ remoteAddress }: Pick<Refused, "remoteAddress">, facts: Facts): Facts {
  return remoteAddress === "" || facts.remoteAddress !== null ? facts : { ...facts, remoteAddress };
}

/** The last that went well: of the account where one was asked about, else from the IP address. */
export async function readLastSignIn(store: Store, facts: Facts): Promise<SignedInLately | null> {
  const { account, address, remoteAddress } = facts;
  if (account === null && address !== null) return null;
  const since = new Date(store.clock.now().getTime() - lookedBackMs);
  const session = await store.db.session.findFirst({
    // Ids begin with the time: what is older than these days is not looked through for an IP address.
    where: {
      signedInAt: { not: null },
      ...(account === null
        ? { id: { gte: newSessionId(since) }, remoteAddress: remoteAddress ?? undefined }
        : { accountId: account.id }),
    },
    orderBy: account === null ? { id: "desc" } : { startedAt: "desc" },
    select: { id: true, address: true, remoteAddress: true, signedInAt: true, endedAt: true },
  });
  if (session === null || session.signedInAt === null) return null;
  const { id: sessionId, signedInAt, ...row } = session;
  return { sessionId, signedInAt, ...row };
}
