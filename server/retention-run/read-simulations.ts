import type { Prisma } from "../db.ts";
import { scopeOf } from "../retention/read-rules.ts";
import type { RetentionPlace } from "../retention/schema.ts";
import type { Store } from "../store.ts";
import type { Simulation } from "./schema.ts";

export const simulationColumns = {
  id: true,
  scope: true,
  placeName: true,
  before: true,
  after: true,
  messageCount: true,
  octets: true,
  accountCount: true,
  undownloadedCount: true,
  dueCount: true,
  dueOctets: true,
  dueAccountCount: true,
  largest: true,
  tookMs: true,
  actorName: true,
  at: true,
  savedAt: true,
} as const satisfies Prisma.RetentionSimulationSelect;

type Row = Prisma.RetentionSimulationGetPayload<{ select: typeof simulationColumns }>;

export function simulationOf({ before, after, octets, dueOctets, largest, ...row }: Row): Simulation {
  return {
    ...row,
    // Written by simulateRetention alone.
    before: JSON.parse(before),
    after: JSON.parse(after),
    largest: JSON.parse(largest),
    octets: Number(octets),
    dueOctets: Number(dueOctets),
  };
}

/** Null where there is none. */
export async function readSimulation({ db }: Store, id: number): Promise<Simulation | null> {
  const row = await db.retentionSimulation.findUnique({ where: { id }, select: simulationColumns });
  return row && simulationOf(row);
}

/** Changes of a level's rule that were saved, with what they were based on, the newest first. */
export async function readSavedSimulations({ db }: Store, place: RetentionPlace, take: number): Promise<Simulation[]> {
  const rows = await db.retentionSimulation.findMany({
    where: { scope: scopeOf(place), savedAt: { not: null } },
    orderBy: { savedAt: "desc" },
    take,
    select: simulationColumns,
  });
  return rows.map(simulationOf);
}
