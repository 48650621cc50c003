import { readAppPasswords } from "../app-password/read.ts";
import { allowedFrom } from "../credential/admit.ts";
import type { StaleReason } from "../lock/schema.ts";
import { spokenNetwork } from "../network/network.ts";
import { effectiveRetention } from "../retention/effective-retention.ts";
import { retrievedSince } from "../session/retrieved-statements.ts";
import { readSettings } from "../setting/read.ts";
import type { Store } from "../store.ts";
import type { ExplainedAccount } from "./facts.ts";
import { obstacle, spokenWait } from "./obstacle.ts";
import type { Known } from "./read-facts.ts";
import type { Obstacle } from "./schema.ts";

const hourMs = 3_600_000;

/** What a name and a right password come upon, in the daemon's order. */
export async function accountObstacles(store: Store, known: Known): Promise<Obstacle[]> {
  if (known.address === null) return waits(known);
  if (known.account === null) return [...waits(known), nobody(known)];
  const { account } = known;
  return [
    ...waits(known),
    ...switches(known, account),
    ...(await proofs(store, known, account)),
    ...networks(known, account),
    ...(await delay(store, known, account)),
    ...held(known),
    ...(await hourlyUse(store, known, account)),
  ];
}

function waits(known: Known): Obstacle[] {
  const { protection, waits, address } = known;
  if (protection === null || !protection.mustWait) return [];
  return waits.slice(0, 1).map(({ network, address: named, guesses, heldBack, until }) => {
    const whom = named === "" ? "any account" : (address ?? named);
    const held = heldBack > 0 ? ` ${heldBack} sign-ins were held back since.` : "";
    return obstacle("throttled", known, {
      sentence: `${guesses} wrong passwords for ${whom} came from ${spokenNetwork(network)}.${held}`,
      until,
      decidedBy: { text: `The wait of ${spokenNetwork(network)}`, href: "/protection" },
    });
  });
}

function nobody(known: Known): Obstacle {
  const { address, aliasOf, isDeleted, isDomainHere } = known;
  const domain = address?.slice(address.lastIndexOf("@") + 1) ?? "";
  if (aliasOf !== null) {
    return obstacle("alias", known, {
      sentence: `${address} is another address of ${aliasOf.address}. An alias is never a sign-in name.`,
      decidedBy: { text: `The aliases of ${aliasOf.address}`, href: `/accounts/${aliasOf.id}` },
    });
  }
  if (isDeleted) return obstacle("deleted-account", known, { sentence: `${address} was deleted.` });
  if (domain === "") {
    const sentence = `"${address?.replace(/@$/, "")}" names no domain, and there is no default domain: the full address is needed.`;
    return obstacle("unknown-account", known, { sentence });
  }
  if (!isDomainHere) return obstacle("no-domain", known, { sentence: `There is no domain ${domain} here.` });
  return obstacle("unknown-account", known, { sentence: `${domain} is here, but nobody in it is called ${address}.` });
}

function switches(known: Known, { id, address, canSignIn }: ExplainedAccount): Obstacle[] {
  if (canSignIn) return [];
  return [
    obstacle("sign-in-off", known, {
      sentence: `The switch "May sign in by POP3" of ${address} is off.`,
      decidedBy: { text: "The account's switches", href: `/accounts/${id}` },
    }),
  ];
}

async function proofs(store: Store, known: Known, account: ExplainedAccount): Promise<Obstacle[]> {
  const { id, hasPassword, onlyAppPasswords, domainName } = account;
  const [appPasswords, { oidcIssuer }, source] = await Promise.all([
    readAppPasswords(store, id),
    readSettings(store),
    store.db.passwordSource.findFirst({ where: { domain: { name: domainName } }, select: { kind: true } }),
  ]);
  const live = appPasswords.filter(({ isLive }) => isLive);
  const over = appPasswords.filter(({ isLive, revokedAt }) => !isLive && revokedAt === null);
  const decidedBy = { text: "The account's access", href: `/accounts/${id}/access` };
  const takesOwn = !onlyAppPasswords && (hasPassword || source !== null);
  const hasOther = live.length > 0 || oidcIssuer !== null;
  const found: Obstacle[] = [];
  if (!takesOwn && !hasOther) {
    found.push(
      onlyAppPasswords
        ? obstacle("no-way-to-prove", known, {
            sentence: "Only app passwords are taken, and there is none that is valid.",
            decidedBy,
          })
        : obstacle("no-password", known, { sentence: "No password was ever set.", decidedBy }),
    );
  } else if (onlyAppPasswords) {
    const sentence = `Its own password is refused; ${countOf(live.length, "app password")} would do.`;
    found.push(obstacle("only-app-passwords", known, { stops: "some", sentence, decidedBy }));
  }
  if (over.length > 0) {
    const names = over.map(({ name }) => `"${name}"`).join(", ");
    const sentence = `${over.length === 1 ? "The app password" : "The app passwords"} ${names} ${over.length === 1 ? "is" : "are"} over: a device that still has it is refused.`;
    found.push(obstacle("app-password-over", known, { stops: "some", sentence, since: over[0]?.expiresAt, decidedBy }));
  }
  return found;
}

function networks(known: Known, account: ExplainedAccount): Obstacle[] {
  const { id, address, allowedNetworks, domainNetworks, domainName } = account;
  const mayComeFrom = allowedFrom({
    address,
    allowedNetworks,
    domainNetworks,
    passwordHash: null,
    passwordSource: null,
    appPassword: null,
  });
  const { remoteAddress } = known;
  if (mayComeFrom === null || (remoteAddress !== null && mayComeFrom(remoteAddress))) return [];
  const list = (allowedNetworks || domainNetworks).split(",").map(spokenNetwork).join(", ");
  const decidedBy =
    allowedNetworks === ""
      ? { text: `The networks of ${domainName}`, href: "/domains" }
      : { text: "The account's networks", href: `/accounts/${id}/access` };
  return [
    remoteAddress === null
      ? obstacle("network-not-allowed", known, {
          stops: "some",
          sentence: `It may sign in from ${list} alone.`,
          decidedBy,
        })
      : obstacle("network-not-allowed", known, {
          sentence: `It may sign in from ${list} alone, and ${remoteAddress} lies outside.`,
          decidedBy,
        }),
  ];
}

async function delay(store: Store, known: Known, { id, lastSignInAt }: ExplainedAccount): Promise<Obstacle[]> {
  const { loginDelaySeconds } = await effectiveRetention(store, id);
  const now = store.clock.now().getTime();
  if (loginDelaySeconds.value === null || lastSignInAt === null || lastSignInAt.getTime() > now) return [];
  const until = lastSignInAt.getTime() + loginDelaySeconds.value * 1000;
  if (until <= now) return [];
  return [
    obstacle("login-delay", known, {
      sentence: `Two sign-ins must be ${spokenWait(loginDelaySeconds.value * 1000)} apart; it is open again in ${spokenWait(until - now)}.`,
      since: lastSignInAt,
      until: new Date(until),
      decidedBy: { text: "The rule of LOGIN-DELAY", href: "/retention" },
    }),
  ];
}

function held(known: Known): Obstacle[] {
  const { holder } = known;
  if (holder === null) return [];
  const { session, acquiredAt, staleReason, address } = holder;
  const from = session === null ? "" : ` from ${session.remoteAddress || "this machine"}`;
  const doing = session?.lastCommand ? ` Its last command was ${session.lastCommand}.` : "";
  return [
    obstacle("in-use", known, {
      sentence:
        staleReason === null
          ? `A session${from} has it open.${doing}`
          : `A session${from} had it open, and its lock is stale: ${staleWords[staleReason]}.`,
      since: acquiredAt,
      decidedBy: { text: `The lock of ${address}`, href: `/locks?search=${encodeURIComponent(address)}` },
    }),
  ];
}

const staleWords: Record<StaleReason, string> = {
  "worker-gone": "the process that held it is gone",
  "node-gone": "its node is gone",
  "lease-past": "its node has not been heard from for longer than the lease",
  "session-ended": "the session has ended",
};

async function hourlyUse(store: Store, known: Known, { id }: ExplainedAccount): Promise<Obstacle[]> {
  const { maxMessagesPerHour, maxOctetsPerHour } = await readSettings(store);
  if (maxMessagesPerHour === null && maxOctetsPerHour === null) return [];
  const since = store.clock.now().getTime() - hourMs;
  const { messages, octets } = await store.statements.read(retrievedSince, { accountId: id, since });
  const isMessages = maxMessagesPerHour !== null && messages >= maxMessagesPerHour;
  if (!isMessages && (maxOctetsPerHour === null || octets < maxOctetsPerHour)) return [];
  return [
    obstacle("hourly-use", known, {
      stops: "some",
      sentence: `It signs in, but was sent ${countOf(messages, "message")} within the hour, which is all it may have.`,
      decidedBy: { text: "The limits", href: "/limits" },
    }),
  ];
}

function countOf(count: number, noun: string): string {
  return `${count === 0 ? "no" : count} ${noun}${count === 1 ? "" : "s"}`;
}
