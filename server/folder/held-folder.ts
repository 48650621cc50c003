import { constants } from "node:fs";
import { type FileHandle, open, readlink } from "node:fs/promises";
import { join } from "node:path";
import { DomainError } from "../errors.ts";

const { O_DIRECTORY, O_NOFOLLOW, O_RDONLY } = constants;

/**
 * Holds a folder open at its real path: what somebody does to the path meanwhile leads nowhere else. Refuses with `invalid` at the field
 * `path`, in a sentence for the administrator; `absent` is what it says where there is none.
 */
export async function holdFolder(path: string, absent: string): Promise<FileHandle> {
  const handle = await open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW).catch((error: NodeJS.ErrnoException) => {
    throw new DomainError("invalid", sentenceFor(path, error.code, absent), "path", { cause: error });
  });
  try {
    if (process.platform === "linux" && (await readlink(`/proc/self/fd/${handle.fd}`)) !== path) {
      throw new DomainError("invalid", `${path} is reached by a link, and links are not followed.`, "path");
    }
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Where a file of a held folder is reached: on Linux through the folder itself, elsewhere by the path, as it was when it was looked at. */
export function placeIn(handle: FileHandle, path: string, name: string): string {
  return process.platform === "linux" ? `/proc/self/fd/${handle.fd}/${name}` : join(path, name);
}

function sentenceFor(path: string, code: string | undefined, absent: string): string {
  if (code === "EACCES") return `${path} may not be read by the system user that runs Popdesk.`;
  if (code === "ENOENT") return absent;
  if (code === "ENOTDIR" || code === "ELOOP") return `${path} is a link or no folder, and links are not followed.`;
  return `${path} cannot be opened (${code ?? "unknown"}).`;
}
