import { readSettings } from "../setting/read.ts";
import type { Settings } from "../setting/schema.ts";
import type { Store } from "../store.ts";
import { type RecentSession, readRecentSessions } from "./recent-sessions.ts";
import type { AnnouncedEffect, AskedAndNow, MistakesEffect, SignInWaysEffect, WaitingEffect } from "./schema.ts";

type Asked = Partial<Settings>;

/** What the limits of waiting would have meant for the last sessions. */
export async function readWaitingEffect(store: Store, asked: Asked): Promise<WaitingEffect> {
  const [both, sessions] = await beside(store, asked);
  const silence = ({ signedInAt, lastCommandAt, endedAt }: RecentSession) =>
    signedInAt === null ? 0 : endedAt.getTime() - (lastCommandAt ?? signedInAt).getTime();
  const unsigned = ({ signedInAt, startedAt, endedAt }: RecentSession) =>
    (signedInAt ?? endedAt).getTime() - startedAt.getTime();
  const over = (ms: (session: RecentSession) => number, name: "autologoutSeconds" | "signInSeconds") =>
    both((settings) => sessions.filter((session) => ms(session) >= settings[name] * 1_000).length);
  return {
    sessionCount: sessions.length,
    silent: over(silence, "autologoutSeconds"),
    unsigned: over(unsigned, "signInSeconds"),
  };
}

/** How many connections were closed for what they got wrong, and how long the asked delays are together. */
export async function readMistakesEffect(store: Store, asked: Asked): Promise<MistakesEffect> {
  const [both, sessions] = await beside(store, asked);
  const ended = (reason: string) => sessions.filter(({ endReason }) => endReason === reason).length;
  return {
    sessionCount: sessions.length,
    refusedCount: ended("refused"),
    protocolErrorCount: ended("protocol-errors"),
    waitMs: both(({ signInFailureDelayMs, maxSignInFailures }) => signInFailureDelayMs * (2 ** maxSignInFailures - 1)),
  };
}

/** How many of the last sessions looked at the answers that would change. */
export async function readAnnouncedEffect(store: Store, asked: Asked): Promise<AnnouncedEffect> {
  const [, sessions, inForce] = await beside(store, asked);
  const names = ["expireDays", "showImplementation"] as const;
  return {
    sessionCount: sessions.length,
    askingCount: sessions.filter(({ client }) => client?.split(" ").includes("CAPA")).length,
    changes: names.filter((name) => asked[name] !== undefined && asked[name] !== inForce[name]),
  };
}

const waysByMechanism: Readonly<Record<string, "scram" | "token">> = {
  "SCRAM-SHA-256": "scram",
  "SCRAM-SHA-256-PLUS": "scram",
  OAUTHBEARER: "token",
  XOAUTH2: "token",
};

/** Who of those that signed in last came by a way that is closed, or would be looked at otherwise. */
export async function readSignInWaysEffect(store: Store, asked: Asked): Promise<SignInWaysEffect> {
  const [, sessions, inForce] = await beside(store, asked);
  const wanted = { ...inForce, ...asked };
  const signIns = sessions.filter(({ signedInAt }) => signedInAt !== null);
  const tokenRules = ["oidcIssuer", "oidcAudience", "oidcAddressClaim"] as const;
  const ways = [
    { way: "scram", was: inForce.offersScram, is: wanted.offersScram, isOther: false },
    {
      way: "token",
      was: inForce.oidcIssuer !== null,
      is: wanted.oidcIssuer !== null,
      isOther: tokenRules.some((name) => wanted[name] !== inForce[name]),
    },
  ] as const;
  return {
    signInCount: signIns.length,
    affected: ways
      .filter(({ was, is, isOther }) => was && (!is || isOther))
      .map(({ way, is }) => {
        const its = signIns.filter(({ mechanism }) => waysByMechanism[mechanism ?? ""] === way);
        const accountCount = new Set(its.map(({ accountId }) => accountId)).size;
        return { way, isClosed: !is, signInCount: its.length, accountCount };
      }),
    opened: ways.filter(({ was, is }) => !was && is).map(({ way }) => way),
  };
}

/** A figure by the settings as asked and as in force, the last sessions, and what is in force. */
export async function beside(store: Store, asked: Asked) {
  const [inForce, sessions] = await Promise.all([readSettings(store), readRecentSessions(store)]);
  const wanted = { ...inForce, ...asked };
  const both = (figure: (settings: Settings) => number): AskedAndNow => ({
    asked: figure(wanted),
    now: figure(inForce),
  });
  return [both, sessions, inForce] as const;
}
