/** Which messages of a maildrop a rule removes at one instant. */
export interface Policy {
  /** Those that arrived then or before, in milliseconds since 1970, a whole second; null: none for their age. */
  readonly arrivedBefore: number | null;
  /** Those first downloaded then or before. */
  readonly downloadedBefore: number | null;
  /** Whether what nobody has downloaded stays. */
  readonly keepsUndownloaded: boolean;
  readonly recoverableDays: number;
  readonly words: string;
}

/** What is due is due in whole seconds, as ages are kept (server/maildrop-ages). */
export function fullSecond(instant: number): number {
  return Math.floor(instant / 1000) * 1000;
}

export interface PolicyDays {
  readonly arrivalDays: number | null;
  readonly downloadDays: number | null;
  readonly keepsUndownloaded: boolean;
}

/** "30 days after first download; what was never downloaded stays". */
export function policyWords({ arrivalDays, downloadDays, keepsUndownloaded }: PolicyDays): string {
  const after = (days: number | null, what: string) =>
    days === null ? null : `${days} ${days === 1 ? "day" : "days"} after ${what}`;
  const parts = [after(arrivalDays, "arrival"), after(downloadDays, "first download")].filter((part) => part !== null);
  return `${parts.join(" or ")}${keepsUndownloaded && arrivalDays !== null ? "; what was never downloaded stays" : ""}`;
}
