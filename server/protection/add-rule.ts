import type { Actor } from "../audit/append-audit.ts";
import { DomainError } from "../errors.ts";
import { parseInput } from "../input/parse-input.ts";
import { parseIp } from "../network/ip-address.ts";
import { holds, isWithin, type Network, parseNetwork, spokenNetwork } from "../network/network.ts";
import type { Store } from "../store.ts";
import { changeLists, type ListTurn } from "./change-lists.ts";
import { forgiveWithin } from "./forgive-within.ts";
import { isOwnMachine, networkIn } from "./own-machine.ts";
import { confirmingWord, type NewRule, newRule, type RuleView } from "./schema.ts";

export const ruleColumns = {
  id: true,
  network: true,
  action: true,
  note: true,
  expiresAt: true,
  createdAt: true,
  createdBy: true,
} as const;

/**
 * Lets a network in whatever the daemon thinks of it, or keeps it out; of several rules the narrowest decides. Refuses with
 * `already-exists` what a rule says already or says otherwise for the same network, with `invalid` at `confirmation` what would keep
 * out this machine or who asks, until the word is typed.
 */
export async function addRule(store: Store, input: NewRule, actor: Actor): Promise<RuleView> {
  const { network: text, action, lasts, note, confirmation } = parseInput(newRule, input);
  const network = networkIn(text);
  if (action === "deny" && confirmation !== confirmingWord) assertHarmless(network, text, actor);
  return changeLists(store, actor, async (turn) => {
    const { tx, now, changeNumber } = turn;
    const expiresAt = lasts === null ? null : new Date(now.getTime() + lasts);
    const same = await assertNews(turn, { network, text, action, expiresAt });
    const data = { action, note, expiresAt, createdAt: now, createdBy: actor.name, changeNumber };
    const row =
      same === null
        ? await tx.networkRule.create({ data: { network: text, ...data }, select: ruleColumns })
        : await tx.networkRule.update({ where: { id: same }, data, select: ruleColumns });
    if (action === "allow") await forgiveWithin(turn, network, actor);
    return {
      result: asRule(row),
      audit: { action: `protection.${action}`, object: text, after: { expiresAt, note } },
    };
  });
}

export function asRule(row: Omit<RuleView, "action"> & { readonly action: string }): RuleView {
  return { ...row, action: row.action as RuleView["action"] };
}

interface Asked {
  readonly network: Network;
  readonly text: string;
  readonly action: "allow" | "deny";
  readonly expiresAt: Date | null;
}

/** Gives the id of the rule for the same network that would end sooner: it is made longer. */
async function assertNews({ tx, now }: ListTurn, { network, text, action, expiresAt }: Asked): Promise<number | null> {
  const rules = await tx.networkRule.findMany({
    where: { endedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] },
    select: { id: true, network: true, action: true, expiresAt: true },
  });
  const around = rules
    .flatMap((rule) => {
      const parsed = parseNetwork(rule.network);
      return parsed !== null && holds(parsed, network) ? [{ ...rule, bits: parsed.bits }] : [];
    })
    .sort((a, b) => b.bits - a.bits);
  const [narrowest] = around;
  if (narrowest === undefined) return null;
  const isSame = narrowest.network === text;
  const until = (at: Date | null) =>
    at === null ? "for ever" : `until ${at.toISOString().slice(0, 16).replace("T", " ")} UTC`;
  if (isSame && narrowest.action !== action) {
    const said = narrowest.action === "allow" ? "always let in" : "kept out";
    throw refusal(`${spokenNetwork(text)} is ${said} by a rule of its own. Take that one off the list first.`);
  }
  if (narrowest.action !== action) return null;
  const lastsLonger = narrowest.expiresAt === null || (expiresAt !== null && narrowest.expiresAt >= expiresAt);
  if (!lastsLonger) return isSame ? narrowest.id : null;
  const said = action === "allow" ? "let in" : "kept out";
  throw refusal(
    isSame
      ? `${spokenNetwork(text)} is ${said} already, ${until(narrowest.expiresAt)}.`
      : `${spokenNetwork(text)} lies within ${spokenNetwork(narrowest.network)}, which is ${said} already, ${until(narrowest.expiresAt)}.`,
  );
}

function refusal(sentence: string): DomainError {
  return new DomainError("already-exists", sentence, "network");
}

function assertHarmless(network: Network, text: string, { remoteAddress }: Actor): void {
  const isOwn = isOwnMachine(network);
  const asker = remoteAddress === null ? null : parseIp(remoteAddress);
  const isAsker = asker !== null && isWithin(asker, network);
  if (!isOwn && !isAsker) return;
  const whom = isOwn
    ? "this machine itself, with a webmail that may run on it"
    : `you: this browser comes from ${remoteAddress}`;
  throw new DomainError(
    "invalid",
    `${spokenNetwork(text)} is or holds ${whom}. Type "${confirmingWord}" to keep it out all the same.`,
    "confirmation",
  );
}
