import type { Figure, Measured } from "./rows/row.ts";

export interface Verdict {
  readonly popdesk: number;
  readonly dovecot: number | null;
  /** How many times better Popdesk is; null without Dovecot. */
  readonly ratio: number | null;
  /** "≥ 3.5 ×", "≤ 20 ms"; empty without a target. */
  readonly target: string;
  /** Null where there is no target, or nothing to compare with. */
  readonly isMet: boolean | null;
}

export function judge(figure: Figure, popdesk: Measured, dovecot: Measured | undefined): Verdict {
  const ours = popdesk[figure.key] ?? Number.NaN;
  const theirs = dovecot?.[figure.key] ?? null;
  const ratio =
    theirs === null || figure.better === "neither" ? null : figure.better === "more" ? ours / theirs : theirs / ours;
  return { popdesk: ours, dovecot: theirs, ratio, ...against(figure, ours, ratio) };
}

function against({ target, unit }: Figure, ours: number, ratio: number | null): Pick<Verdict, "target" | "isMet"> {
  if (target === undefined) return { target: "", isMet: null };
  if ("atMost" in target) return { target: `≤ ${target.atMost} ${unit}`, isMet: ours <= target.atMost };
  if ("atLeast" in target) return { target: `≥ ${target.atLeast} ${unit}`, isMet: ours >= target.atLeast };
  return { target: `≥ ${target.ratioAtLeast} ×`, isMet: ratio === null ? null : ratio >= target.ratioAtLeast };
}
