import { z } from "zod";
import { flag, oneRow, rowId } from "../input/schema.ts";

export const newWatchedMaildir = z.object({
  path: z
    .string()
    .min(1, "Type the path of a Maildir, such as /var/mail/ann/Maildir.")
    .max(1_000, "A path has at most 1000 characters.")
    .regex(/^\/\P{Cc}*$/u, "The path of a Maildir begins with /."),
  accountId: rowId,
});
export type NewWatchedMaildir = z.input<typeof newWatchedMaildir>;

export const watchedMaildirRemoval = oneRow;
export const watchedMaildirSwitch = oneRow.extend({ isEnabled: flag });
export type WatchedMaildirSwitch = z.input<typeof watchedMaildirSwitch>;

/** The wish, and what the daemon says of it. */
export interface WatchedMaildirView {
  readonly id: number;
  readonly path: string;
  readonly account: string;
  readonly isEnabled: boolean;
  readonly createdAt: Date;
  /** When the daemon looked last; up to half a minute old. */
  readonly seenAt: Date | null;
  readonly takenCount: number;
  /** Why something is left where it is; null: nothing is. */
  readonly errorText: string | null;
}
