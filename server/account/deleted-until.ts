const dayMs = 24 * 60 * 60 * 1000;

/** Until when what was deleted then can be restored. */
export function restorableUntil(deletedAt: Date, deletedAccountDays: number): Date {
  return new Date(deletedAt.getTime() + deletedAccountDays * dayMs);
}
