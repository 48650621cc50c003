import { DomainError } from "../errors.ts";

const sentences: Readonly<Record<string, string>> = {
  ENOSPC: "The disk is full.",
  EDQUOT: "The disk quota of the system user is used up.",
  EROFS: "The disk is mounted read-only.",
  EIO: "The disk reports an input/output error.",
  EFBIG: "A file would grow beyond the limit of the system user that runs Popdesk.",
  ENOTDIR: "Something else stands where the data directory should have a directory.",
  EACCES: "The data directory may not be written by the system user that runs Popdesk.",
  EPERM: "The data directory may not be written by the system user that runs Popdesk.",
  EMFILE: "Too many files are open; raise the open-file limit.",
  ENFILE: "Too many files are open on this system.",
  ENOMEM: "The system is out of memory.",
};

/** The `storage` refusal for what the system said of a file; anything that is not disk trouble comes back as it is. */
export function storageTrouble(error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  const sentence = typeof code === "string" ? sentences[code] : undefined;
  if (sentence === undefined || error instanceof DomainError) return error;
  return new DomainError("storage", `${sentence} Nothing was lost.`, undefined, {
    cause: error,
  });
}
