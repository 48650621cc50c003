import { clientLike } from "#components/session/client-like.ts";
import { endWords } from "#components/session/words.ts";
import { countOf, formatCount } from "#components/ui/count.tsx";
import { formatOctets } from "#components/ui/octets.tsx";
import type { FindingKind, FindingView, ProgramSeen, Seen } from "#server/finding/schema.ts";
import type { EndReason } from "#server/session/schema.ts";

/** What each finding is called, also in a row of choices, and what comes of it. */
export const findingWords: Readonly<Record<FindingKind, { title: string; short: string; meaning: string }>> = {
  "dropped-before-quit": {
    title: "Ghost messages",
    short: "Ghosts",
    meaning:
      "Messages are deleted in the mail program and come back, or pile up here: it leaves without QUIT, and POP3 removes nothing then. Often a virus scanner or a connection that is cut.",
  },
  "downloads-again": {
    title: "Downloads the same mail again and again",
    short: "Downloads again",
    meaning:
      "The program does not keep the unique-ids of what it has. It costs traffic, and its user has everything twice.",
  },
  "never-removes": {
    title: "Never cleaned up",
    short: "Never cleaned",
    meaning: "The program leaves its mail on the server for ever. The maildrop grows until it is full.",
  },
  "two-programs": {
    title: "Two programs take mail from each other",
    short: "Two programs",
    meaning: "Mail that one of them deletes the other never gets, and while one is in the other is refused.",
  },
  "polls-too-often": {
    title: "Asks far too often",
    short: "Polling",
    meaning: "Each sign-in locks the maildrop and costs both sides work; mail does not come faster by it.",
  },
};

/** What was seen, in a sentence with its figures. */
export function evidenceSentence(finding: Seen): string {
  switch (finding.kind) {
    case "dropped-before-quit": {
      const { sessions, marked, ends } = finding.evidence;
      const how = Object.entries(ends).map(([end, count]) => `${endWord(end)} ${countOf(count, "time")}`);
      return `${countOf(sessions, "session")} within a day marked up to ${countOf(marked, "message")} and left without QUIT: ${how.join(", ")}. ${fromWhom(finding.evidence)}`;
    }
    case "downloads-again": {
      const { sessions, messages, times, octets } = finding.evidence;
      return `${countOf(messages, "message")} downloaded ${times} times or more within a day, ${formatOctets(octets)} in ${countOf(sessions, "session")}. ${fromWhom(finding.evidence)}`;
    }
    case "never-removes": {
      const { messages, octets, days } = finding.evidence;
      return `${countOf(messages, "message")}, ${formatOctets(octets)}, were downloaded more than ${countOf(days, "day")} ago and lie there still; nothing was removed since.`;
    }
    case "two-programs": {
      const { programs, missed, refused } = finding.evidence;
      const lost =
        missed === 0
          ? []
          : [`${countOf(missed, "message")} removed by one before another had ${missed === 1 ? "it" : "them"}`];
      const kept = refused === 0 ? [] : [`${countOf(refused, "sign-in")} refused because the maildrop was open`];
      return `${sentence([...lost, ...kept].join(", "))}. ${sentence(programs.map(programText).join("; "))}.`;
    }
    case "polls-too-often": {
      const { signIns, everySeconds } = finding.evidence;
      return `Its last ${formatCount(signIns)} sign-ins came every ${formatCount(everySeconds)} seconds. ${fromWhom(finding.evidence)}`;
    }
  }
}

const sentence = (text: string) => text.slice(0, 1).toUpperCase() + text.slice(1);
const endWord = (end: string) => (end in endWords ? endWords[end as EndReason].word : end);

function fromWhom({ remoteAddress, client }: { remoteAddress: string; client: string | null }): string {
  const like = client === null ? null : clientLike(client);
  return `Last from ${remoteAddress}${like === null ? "" : `, like ${like}`}.`;
}

function programText({ remoteAddress, client, sessions, retrieved, removed }: ProgramSeen): string {
  const like = client === null ? null : clientLike(client);
  const who = like === null ? "one" : `one like ${like}`;
  return `${who}, last from ${remoteAddress}: ${countOf(sessions, "session")}, ${formatCount(retrieved)} downloaded, ${formatCount(removed)} removed`;
}

/** "Ghost messages, Asks far too often": for a list. */
export const titlesOf = (findings: readonly Pick<FindingView, "kind">[]): string =>
  findings.map(({ kind }) => findingWords[kind].title).join(", ");
