import type { Store } from "../store.ts";
import type { TaskState } from "../task/schema.ts";
import { type Diagnosis, diagnosisKind, type DiagnosisRow, diagnosisResult, type Finding } from "./schema.ts";

const most = 20;
const columns = {
  id: true,
  state: true,
  actorName: true,
  createdAt: true,
  endedAt: true,
  cancelWishedAt: true,
  errorText: true,
  result: true,
} as const;

/** The last ones, the newest first. */
export async function readDiagnoses(store: Store): Promise<DiagnosisRow[]> {
  const rows = await store.db.task.findMany({
    where: { kind: diagnosisKind },
    orderBy: { id: "desc" },
    take: most,
    select: columns,
  });
  return rows.map((row) => {
    const { findings: _findings, ...rest } = asDiagnosis(row);
    return rest;
  });
}

/** One of them, or the newest; null where there is none. */
export async function readDiagnosis(store: Store, id?: number): Promise<Diagnosis | null> {
  const row = await store.db.task.findFirst({
    where: { kind: diagnosisKind, id },
    orderBy: { id: "desc" },
    select: columns,
  });
  return row && asDiagnosis(row);
}

interface Row {
  readonly id: number;
  readonly state: string;
  readonly actorName: string;
  readonly createdAt: Date;
  readonly endedAt: Date | null;
  readonly cancelWishedAt: Date | null;
  readonly errorText: string | null;
  readonly result: string | null;
}

function asDiagnosis({ result, state, cancelWishedAt, ...row }: Row): Diagnosis {
  const findings: readonly Finding[] = result === null ? [] : diagnosisResult.parse(JSON.parse(result)).findings;
  const count = (verdict: Finding["verdict"]) => findings.filter((each) => each.verdict === verdict).length;
  return {
    ...row,
    state: state as TaskState,
    isCancelWished: cancelWishedAt !== null,
    badCount: count("bad"),
    warningCount: count("warning"),
    findingCount: findings.length,
    findings,
  };
}
