import type { Evidence } from "../schema.ts";
import type { DoctorLimits } from "./limits.ts";
import type { LateSession } from "./sessions.ts";

/** Without a sign-in for so long it is over. */
const quietMs = 10 * 60_000;

/** The newest sign-ins follow each other faster than mail can matter. */
export function pollsTooOften(
  sessions: readonly LateSession[],
  { polledSignIns, pollSeconds }: DoctorLimits,
  now: Date,
): Evidence<"polls-too-often"> | null {
  const newest = sessions.slice(-polledSignIns);
  const last = newest.at(-1);
  if (last === undefined || newest.length < polledSignIns) return null;
  const instants = newest.map(({ signedInAt, startedAt }) => (signedInAt ?? startedAt).getTime());
  if (now.getTime() - (instants.at(-1) ?? 0) > quietMs) return null;
  const gaps = instants.slice(1).map((at, index) => at - (instants[index] ?? at));
  gaps.sort((one, other) => one - other);
  const usual = (gaps[Math.floor(gaps.length / 2)] ?? 0) / 1000;
  if (usual > pollSeconds) return null;
  const { remoteAddress, client } = last;
  return { signIns: newest.length, everySeconds: Math.round(usual * 10) / 10, remoteAddress, client };
}
