import { z } from "zod";
import { flag, rowId } from "../../input/schema.ts";

/** The largest file the console takes: some half a million lines. */
export const mostImportOctets = 64 * 1024 * 1024;

/** What is said of a line before anything is applied. */
export const importVerdicts = ["new", "change", "unchanged", "domain", "duplicate", "refused"] as const;
export type ImportVerdict = (typeof importVerdicts)[number];

/** An account as a line gives it; what is absent stays as it is. */
export const importStep = z.object({
  address: z.string(),
  displayName: z.string().optional(),
  quotaOctets: z.number().nullable().optional(),
  quotaMessages: z.number().nullable().optional(),
  canReceive: z.boolean().optional(),
  canSignIn: z.boolean().optional(),
  canUseConsole: z.boolean().optional(),
});
export type ImportStep = z.output<typeof importStep>;

/** The task's input. */
export const importOrder = z.object({
  fileName: z.string(),
  /** Columns nobody knew. */
  unknown: z.array(z.string()),
  createsDomains: z.boolean(),
});

export const importStart = z.object({ id: rowId, createsDomains: flag.default(false) });
export type ImportStart = z.input<typeof importStart>;
