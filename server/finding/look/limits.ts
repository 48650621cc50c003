/** From when on something is worth telling. */
export interface DoctorLimits {
  /** Sessions that marked and left without QUIT. */
  readonly droppedSessions: number;
  /** Downloads of one message by one program. */
  readonly repeatedDownloads: number;
  /** Messages downloaded so many days ago that still lie there. */
  readonly keptDays: number;
  readonly keptMessages: number;
  /** Messages removed by one program before another had them; sign-ins refused because another was in. */
  readonly missedMessages: number;
  readonly refusedSignIns: number;
  /** Sign-ins looked at, and the time between two below which that is too often. */
  readonly polledSignIns: number;
  readonly pollSeconds: number;
}

export const doctorLimits: DoctorLimits = {
  droppedSessions: 2,
  repeatedDownloads: 3,
  keptDays: 30,
  keptMessages: 100,
  missedMessages: 3,
  refusedSignIns: 3,
  polledSignIns: 20,
  pollSeconds: 15,
};
