import { countOf, formatCount } from "#components/ui/count.tsx";
import type {
  AnnouncedEffect,
  AskedAndNow,
  DownloadsEffect,
  ForgottenEffect,
  MailEffect,
  MistakesEffect,
  SignInWaysEffect,
  WaitingEffect,
} from "#server/limit-effect/schema.ts";

/** What limits would have meant, in sentences for their forms. */
export function waitingText({ sessionCount, silent, unsigned }: WaitingEffect): string {
  const rest =
    "How long handshakes, stalled downloads and the daemon's own silences took is not recorded: those times hold for whatever comes next.";
  if (sessionCount === 0) return `No session is recorded yet. ${rest}`;
  return `${ofLast(sessionCount, "session")} ${formatCount(silent.asked)} had been silent for longer than the first time when they ended${besides(silent)}, and ${formatCount(unsigned.asked)} had not signed in within the second${besides(unsigned)}. ${rest}`;
}

export function mistakesText({ sessionCount, refusedCount, protocolErrorCount, waitMs }: MistakesEffect): string {
  const wait = `Whoever is refused until the connection closes waits ${seconds(waitMs.asked)} in all${besides(waitMs, seconds)}.`;
  if (sessionCount === 0) return `No session is recorded yet. ${wait}`;
  return `${ofLast(sessionCount, "session")} refused sign-ins closed ${formatCount(refusedCount)} and protocol errors ${formatCount(protocolErrorCount)}, by what was in force; how near the others came is not recorded. ${wait}`;
}

export function downloadsText({ sessionCount, accounts, early, earlyAccounts }: DownloadsEffect): string {
  if (sessionCount === 0) return "No session is recorded yet: these limits hold for whatever comes next.";
  const sooner =
    early.asked === 0 && early.now === 0
      ? "no sign-in came too soon"
      : `${countOf(early.asked, "sign-in")} of ${countOf(earlyAccounts, "account")} came too soon${besides(early)}`;
  return `By the last ${countOf(sessionCount, "session")}, ${countOf(accounts.asked, "account")} downloaded more than this within an hour${besides(accounts)}, and ${sooner}.`;
}

export function mailText({ messageCount, larger, bodyStore }: MailEffect): string {
  const last =
    messageCount === 0
      ? "No receipt is kept of mail that came, so it is not known how large it was."
      : `${ofLast(messageCount, "message")} ${larger.asked === 0 ? "none was" : `${formatCount(larger.asked)} ${larger.asked === 1 ? "was" : "were"}`} larger than this${besides(larger)}.`;
  if (bodyStore === null) return last;
  const kept = bodyStore === "files" ? "files of their own" : "segments";
  return `${last} New messages would be kept in ${kept}; those there stay where they are.`;
}

export function announcedText({ sessionCount, askingCount, changes }: AnnouncedEffect): string {
  const asked =
    sessionCount === 0
      ? "No session is recorded yet"
      : `${ofLast(sessionCount, "session")} ${formatCount(askingCount)} asked for these answers and signed in`;
  const removes = changes.includes("expireDays")
    ? " Nothing is removed by what is told; where a retention rule removes sooner, its days are told instead."
    : "";
  return `${asked}. ${changes.length === 0 ? "As it stands they are told what they were." : "Mail programs are told otherwise from their next CAPA on."}${removes}`;
}

const ways = { scram: "SCRAM-SHA-256", token: "a token" };

export function signInWaysText({ signInCount, affected, opened }: SignInWaysEffect): string {
  if (affected.length + opened.length === 0) return "Nobody signs in otherwise by this.";
  const closing = affected.map(({ way, isClosed, signInCount: count, accountCount }) => {
    const who = `${ofLast(signInCount, "sign-in")} ${formatCount(count)}, to ${countOf(accountCount, "account")}, came by ${ways[way]}:`;
    if (count === 0) return `None of the last ${countOf(signInCount, "sign-in")} came by ${ways[way]}.`;
    return `${who} ${isClosed ? "they would have to come another way." : "their tokens are looked at by the new rules from the next sign-in on."}`;
  });
  const opening = opened.map((way) => `Mail programs are offered ${ways[way]} from their next connection on.`);
  return [...closing, ...opening].join(" ");
}

/** `what`: "conversation", "receipt". */
export function forgottenText(what: string, { forgottenCount, most, isWritten }: ForgottenEffect): string {
  const count = forgottenCount >= most ? `${formatCount(most)} ${what}s or more` : countOf(forgottenCount, what);
  const gone =
    forgottenCount === 0
      ? `None of the ${what}s there are is that old.`
      : `${count} would be forgotten within the hour, for good.`;
  return isWritten ? gone : `From then on none are written. ${gone}`;
}

export function isForgetting({ forgottenCount }: ForgottenEffect): boolean {
  return forgottenCount > 0;
}

/** Whether it shuts somebody out who comes that way now. */
export function isClosing({ affected }: SignInWaysEffect): boolean {
  return affected.some(({ signInCount }) => signInCount > 0);
}

function ofLast(count: number, noun: string): string {
  return count === 1 ? `Of the one ${noun} there is,` : `Of the last ${countOf(count, noun)},`;
}

function besides({ asked, now }: AskedAndNow, said: (figure: number) => string = formatCount): string {
  return asked === now ? "" : ` (with what is in force: ${said(now)})`;
}

function seconds(ms: number): string {
  return countOf(Math.round(ms / 100) / 10, "second");
}
