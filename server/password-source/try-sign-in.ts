import { foldAddress } from "../account/address.ts";
import { type Actor, appendAudit } from "../audit/append-audit.ts";
import { verifyStored } from "../credential/verify-stored.ts";
import { DomainError } from "../errors.ts";
import { parseInput } from "../input/parse-input.ts";
import type { Store } from "../store.ts";
import { sealedBindPassword } from "./bind-password.ts";
import { openSource } from "./open-source.ts";
import { bad, good, type SourceAnswer, SourceAway, type Trace } from "./question.ts";
import { type KeptSource, openBindPassword, readSource } from "./read-source.ts";
import {
  type SourceChange,
  type SourceTrial,
  sourceChange,
  sourceTrial,
  type TrialReport,
  type TrialVerdict,
} from "./schema.ts";
import { assertUsable } from "./assert-usable.ts";
import { settingsOf } from "./settings-of.ts";
import { StepList } from "./step-list.ts";

export interface SignInTrial extends SourceTrial {
  readonly domainId: number;
  /** Settings that are not saved yet; absent: what is in force. */
  readonly change?: SourceChange;
}

/**
 * Tries a password as a sign-in would, step by step, by what is in force or by settings that are not saved. Nobody is signed in, nothing is
 * remembered or counted; that it was tried stands in the audit. Refuses with `not-found`, and nonsense with `invalid`.
 */
export async function trySignIn(store: Store, input: SignInTrial, actor: Actor): Promise<TrialReport> {
  const { address: typed, password } = parseInput(sourceTrial, { address: input.address, password: input.password });
  const domain = await store.db.domain.findUnique({ where: { id: input.domainId }, select: { name: true } });
  if (!domain) throw new DomainError("not-found", "This domain no longer exists.");
  const address = addressIn(domain.name, typed);
  const source = await sourceTried(store, input);
  const trace = new StepList(store.clock);
  const account = await lookUp(store, address, source !== null, trace);
  const octets = new TextEncoder().encode(password);
  const answer = await ask(store, source, { address, octets, passwordHash: account?.passwordHash ?? "" }, trace);
  const report = { address, ...verdictOf(answer, account), steps: trace.steps };
  await store.db.$transaction((tx) =>
    appendAudit(tx, actor, store.clock.now(), {
      action: "domain.try-sign-in",
      object: address,
      after: { kind: source?.settings.kind ?? "database", verdict: report.verdict },
    }),
  );
  return report;
}

function addressIn(domain: string, typed: string): string {
  const folded = foldAddress(typed);
  const address = folded.includes("@") ? folded : `${folded}@${domain}`;
  if (address.endsWith(`@${domain}`) && !address.includes("\0")) return address;
  throw new DomainError("invalid", `${typed} is not an address of ${domain}.`, "address");
}

/** Null: the database is asked. */
async function sourceTried(store: Store, { domainId, change: asked }: SignInTrial): Promise<KeptSource | null> {
  const kept = await readSource(store.db, domainId);
  if (asked === undefined) return kept;
  const change = parseInput(sourceChange, asked);
  const settings = settingsOf(change);
  if (settings === null) return null;
  await assertUsable(settings);
  return { version: "", settings, sealedPassword: sealedBindPassword(store.sealer, change, kept) };
}

interface TriedAccount {
  readonly passwordHash: string;
  readonly canSignIn: boolean;
  readonly onlyAppPasswords: boolean;
}

function lookUp({ db }: Store, address: string, isOutside: boolean, trace: Trace): Promise<TriedAccount | null> {
  return trace.step(
    `Look for the account ${address}`,
    () =>
      db.account.findFirst({
        where: { address, deletedAt: null },
        select: { passwordHash: true, canSignIn: true, onlyAppPasswords: true },
      }),
    (account) => {
      if (account === null) {
        return bad(isOutside ? "It is not here: the directory makes no accounts by itself." : "It is not here.");
      }
      if (!account.canSignIn) return bad("Its POP3 sign-in is switched off.");
      if (account.onlyAppPasswords) return bad("It signs in with app passwords only.");
      return good("It is here, and may sign in.");
    },
  );
}

interface Question {
  readonly address: string;
  readonly octets: Uint8Array;
  readonly passwordHash: string;
}

async function ask(
  store: Store,
  source: KeptSource | null,
  { address, octets, passwordHash }: Question,
  trace: Trace,
): Promise<SourceAnswer | "away"> {
  if (source === null) {
    const fits = await trace.step(
      "Compare with the password that this database keeps",
      () => verifyStored(passwordHash, octets),
      (fits) => (fits ? good("It is right.") : bad(passwordHash === "" ? "It keeps none." : "It is wrong.")),
    );
    return fits ? "yes" : "no";
  }
  const opened = await openSource(store, source.settings, openBindPassword(store.sealer, source));
  try {
    return await opened.ask({ address }, octets, trace);
  } catch (error) {
    if (error instanceof SourceAway) return "away"; // its step says why
    throw error;
  } finally {
    opened.close();
  }
}

function verdictOf(
  answer: SourceAnswer | "away",
  account: TriedAccount | null,
): { verdict: TrialVerdict; sentence: string } {
  if (answer === "away" || answer === "several") {
    return { verdict: "try-later", sentence: "The mail program would be told to try again later ([SYS/TEMP])." };
  }
  const refused = (why: string) => ({ verdict: "refused" as const, sentence: `The sign-in would be refused: ${why}.` });
  if (answer === "not-there") return refused("the directory knows nobody by this address");
  if (answer === "no") return refused("the password is wrong");
  if (account === null) return refused("the password is right, but there is no such account here. Create it first");
  if (!account.canSignIn) return refused("the password is right, but POP3 sign-in is switched off for the account");
  if (account.onlyAppPasswords)
    return refused("the password is right, but the account signs in with app passwords only");
  return { verdict: "in", sentence: "The sign-in would succeed, from a network that the account allows." };
}
