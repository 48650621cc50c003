import type { Figure, Measured } from "./rows/row.ts";

export interface Verdict {
  readonly popdesk: number | null;
  readonly dovecot: number | null;
  /** How many times better Popdesk is; null without Dovecot. */
  readonly ratio: number | null;
  /** "≥ 3.5 ×", "≤ 20 ms"; empty without a target. */
  readonly target: string;
  /** Null where there is no target, or nothing to compare with. */
  readonly isMet: boolean | null;
}

export function judge(figure: Figure, popdesk: Measured | undefined, dovecot: Measured | undefined): Verdict {
  const ours = popdesk?.[figure.key] ?? null;
  const theirs = dovecot?.[figure.key] ?? null;
  const ratio = howManyTimesBetter(figure, ours, theirs);
  return { popdesk: ours, dovecot: theirs, ratio, ...against(figure, ours, ratio) };
}

function howManyTimesBetter({ better }: Figure, ours: number | null, theirs: number | null): number | null {
  if (ours === null || theirs === null || better === "neither") return null;
  return better === "more" ? ours / theirs : theirs / ours;
}

function against(
  { target, unit }: Figure,
  ours: number | null,
  ratio: number | null,
): Pick<Verdict, "target" | "isMet"> {
  if (target === undefined) return { target: "", isMet: null };
  const isAtLeast = (value: number | null, bound: number) => (value === null ? null : value >= bound);
  if ("atMost" in target) {
    return { target: `≤ ${target.atMost} ${unit}`, isMet: ours === null ? null : ours <= target.atMost };
  }
  if ("atLeast" in target) return { target: `≥ ${target.atLeast} ${unit}`, isMet: isAtLeast(ours, target.atLeast) };
  return { target: `≥ ${target.ratioAtLeast} ×`, isMet: isAtLeast(ratio, target.ratioAtLeast) };
}
