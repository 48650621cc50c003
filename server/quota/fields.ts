import { z } from "zod";

const units = { "": 1, kb: 1e3, mb: 1e6, gb: 1e9, tb: 1e12 } as const;

const sizeSentence = "Type a size such as 500 MB or 2 GB, or leave it empty for no limit.";
const countSentence = "Type a whole number, or leave it empty for no limit.";

/** Octets, or text such as "500 MB" (decimal units) or "2 GB"; empty is no limit. */
export const quotaOctets = z.union(
  [
    z.int().min(0).nullable(),
    z.string().transform((text, context): number | null => {
      if (text.trim() === "" || text.trim() === "none") return null;
      const [, digits, unit = ""] = /^\s*(\d+(?:[.,]\d+)?)\s*([kmgt]b)?\s*$/i.exec(text) ?? [];
      const octets = Math.round(Number(digits?.replace(",", ".")) * units[unit.toLowerCase() as keyof typeof units]);
      if (Number.isSafeInteger(octets)) return octets;
      context.addIssue({ code: "custom" });
      return z.NEVER;
    }),
  ],
  sizeSentence,
);

/** Messages; empty is no limit. */
export const quotaMessages = z.union(
  [
    z.literal("").transform(() => null),
    z.literal("none").transform(() => null),
    z.null(),
    z.coerce.number().int().min(0).max(2_000_000_000),
  ],
  countSentence,
);

/** Of a new account: empty or absent is what its domain, or the server, gives new accounts; "none" is no limit. */
const asUsual = z.literal("").transform(() => undefined);
export const newQuotaOctets = z.union([asUsual, quotaOctets], sizeSentence).optional();
export const newQuotaMessages = z.union([asUsual, quotaMessages], countSentence).optional();

const mostThresholds = 8;

/** Percents such as "80, 95, 100": kept ascending and each once; empty for none. */
export const quotaThresholds = z
  .string()
  .transform((text) =>
    [
      ...new Set(
        text
          .split(/[\s,;%]+/)
          .filter(Boolean)
          .map(Number),
      ),
    ].sort((one, other) => one - other),
  )
  .refine((percents) => percents.every((percent) => Number.isInteger(percent) && percent >= 1 && percent <= 100), {
    message: "Whole percents from 1 to 100, such as 80, 95, 100.",
  })
  .refine((percents) => percents.length <= mostThresholds, { message: `At most ${mostThresholds} thresholds.` })
  .transform((percents) => percents.join(", "));

/** The percents of the setting, ascending. */
export function thresholdsOf({ quotaThresholds: text }: { readonly quotaThresholds: string }): number[] {
  return text === "" ? [] : text.split(", ").map(Number);
}
