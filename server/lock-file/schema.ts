import { z } from "zod";
import { oneRow } from "../input/schema.ts";

export const newSpoolFolder = z.object({
  path: z
    .string()
    .trim()
    .min(1, "Type the path of a folder, such as /var/mail.")
    .max(1_000, "A path has at most 1000 characters.")
    .regex(/^\/\P{Cc}*$/u, "The path of a folder begins with /."),
});
export type NewSpoolFolder = z.output<typeof newSpoolFolder>;

export const spoolFolderRemoval = oneRow;

/** Which file is meant: what lies there under that name must still be this one. */
export const lockFileRemoval = z.object({
  folderId: oneRow.shape.id,
  name: z
    .string()
    .max(255)
    .regex(/^[^/\p{Cc}]+\.lock$/u, "This is no lock file."),
  inode: z.string().regex(/^\d+$/),
  typedWord: z.string().trim().optional(),
});
export type LockFileRemoval = z.output<typeof lockFileRemoval>;

/** Has to be typed before a lock file is removed whose writer cannot be proven dead. */
export const removalWord = "remove";

/**
 * What became of the process that wrote a lock file. "reused": the number is another process's by now, going by when that began.
 * "unknown": the file names no process. "elsewhere": it names another machine.
 */
export const writerStates = ["alive", "dead", "reused", "unknown", "elsewhere"] as const;
export type WriterState = (typeof writerStates)[number];

export interface LockFile {
  readonly name: string;
  /** As text: beyond what a number holds. */
  readonly inode: string;
  readonly writtenAt: Date;
  readonly pid: number | null;
  readonly writer: WriterState;
  /** The living process of that number; null where there is none, or it may not be seen. */
  readonly program: string | null;
  readonly programStartedAt: Date | null;
}

export interface SpoolFolder {
  readonly id: number;
  readonly path: string;
  readonly files: readonly LockFile[];
  /** Beyond those shown. */
  readonly moreCount: number;
  /** Why it cannot be looked into; null: it can. */
  readonly errorText: string | null;
}
