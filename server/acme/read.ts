import { DomainError } from "../errors.ts";
import type { Store } from "../store.ts";
import type { AcmeStep, AcmeTrouble, AutomaticState, AutomaticView, ChallengeKind } from "./schema.ts";

const columns = {
  id: true,
  names: true,
  keyType: true,
  directoryUrl: true,
  contact: true,
  challenge: true,
  hook: true,
  trialUrl: true,
  isEnabled: true,
  certificateId: true,
  state: true,
  triedAt: true,
  startedAt: true,
  finishedAt: true,
  nextAt: true,
  failureCount: true,
  problem: true,
  steps: true,
} as const;

interface Row extends Omit<AutomaticView, "names" | "challenge" | "state" | "problem" | "steps"> {
  readonly names: string;
  readonly challenge: string;
  readonly state: string;
  readonly problem: string | null;
  readonly steps: string | null;
}

/** Certificates that are fetched and renewed by themselves. */
export async function readAutomatics({ db }: Pick<Store, "db">): Promise<AutomaticView[]> {
  return (await db.automaticCertificate.findMany({ orderBy: { id: "asc" }, select: columns })).map(asView);
}

/** Refuses with `not-found`. */
export async function readAutomatic({ db }: Pick<Store, "db">, id: number): Promise<AutomaticView> {
  const row = await db.automaticCertificate.findUnique({ where: { id }, select: columns });
  if (row) return asView(row);
  throw new DomainError("not-found", "This automatic certificate no longer exists.", "id");
}

/** server/acme alone writes these columns. */
function asView({ names, challenge, state, problem, steps, ...row }: Row): AutomaticView {
  return {
    ...row,
    names: names.split(","),
    challenge: challenge as ChallengeKind,
    state: state as AutomaticState,
    problem: problem === null ? null : (JSON.parse(problem) as AcmeTrouble),
    steps: steps === null ? [] : (JSON.parse(steps) as AcmeStep[]),
  };
}
