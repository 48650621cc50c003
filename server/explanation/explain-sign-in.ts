import type { Store } from "../store.ts";
import { accountObstacles } from "./account-obstacles.ts";
import { connectionObstacles } from "./connection-obstacles.ts";
import { readFacts } from "./read-facts.ts";
import { readLastSignIn, readRefused } from "./recorded.ts";
import type { ExplainQuestion, Obstacle, Refused, SignedInLately, SignInExplanation, Verdict } from "./schema.ts";
import { readWays } from "./ways.ts";

/**
 * Why somebody cannot sign in, by facts: what the daemon would do at this moment with who comes from there with a right password, by
 * which rule or row, and what it has refused lately. Null where nothing was asked. Changes nothing, and asks no password.
 */
export async function explainSignIn(store: Store, question: ExplainQuestion): Promise<SignInExplanation | null> {
  if (question.name === "" && question.remoteAddress === "") return null;
  const known = await readFacts(store, question);
  const ways = await readWays(store, known);
  const [connection, account, refused, lastSignIn] = await Promise.all([
    connectionObstacles(store, known, ways),
    accountObstacles(store, known),
    readRefused(store, known),
    readLastSignIn(store, known),
  ]);
  const all = [...connection, ...account];
  const obstacles = [...all.filter(({ stops }) => stops === "all"), ...all.filter(({ stops }) => stops === "some")];
  const { address, remoteAddress } = known;
  const whom = { address: known.account?.address ?? address, remoteAddress };
  return {
    ...whom,
    accountId: known.account?.id ?? null,
    verdict: verdictOf(whom, obstacles, refused, lastSignIn),
    obstacles,
    ways,
    refused,
    lastSignIn,
    at: store.clock.now(),
  };
}

type Whom = Pick<SignInExplanation, "address" | "remoteAddress">;

function verdictOf(
  { address, remoteAddress }: Whom,
  obstacles: readonly Obstacle[],
  refused: readonly Refused[],
  lastSignIn: SignedInLately | null,
): Verdict {
  const from = remoteAddress === null ? "" : ` from ${remoteAddress}`;
  const whom = address ?? "A mail program";
  const [first, ...others] = obstacles.filter(({ stops }) => stops === "all");
  if (first !== undefined) {
    const more =
      others.length === 0
        ? ""
        : ` ${others.length === 1 ? "One more thing stands" : `${others.length} more things stand`} in the way.`;
    const cannot = address === null ? "Nobody" : address;
    const verb = address === null ? "gets in" : "cannot sign in";
    return { tone: "danger", sentence: `${cannot} ${verb}${from}: ${lower(first.title)}.${more}` };
  }
  const lets = `${whom} would be let in${from} now, with ${address === null ? "an address and its password" : "the right password"}`;
  const [last] = refused;
  const isNews = last !== undefined && (lastSignIn === null || lastSignIn.signedInAt < last.lastAt);
  if (isNews)
    return { tone: "warning", sentence: `${lets}. The last sign-in was refused, though: ${lower(last.title)}.` };
  const some = obstacles.length > 0 ? ", in the right way" : "";
  return { tone: "good", sentence: `${lets}${some}.` };
}

/** A title within a sentence. What begins with an abbreviation stays as it is. */
function lower(title: string): string {
  return /^[A-Z]{2}|^POP3/.test(title) ? title : title.charAt(0).toLowerCase() + title.slice(1);
}
