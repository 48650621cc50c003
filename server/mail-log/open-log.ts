import { open } from "node:fs/promises";
import { pipeline, type Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { DomainError } from "../errors.ts";

const pieceOctets = 256 * 1024;

export interface OpenLog {
  readonly stream: Readable;
  /** When the file was changed last: about the time of its newest line. */
  readonly changedAtMs: number;
}

/** Opens a log, packed with gzip or not (by its first octets, not its name). Refuses "not-found", "not-allowed" and "invalid" (a directory, a device). */
export async function openLog(path: string): Promise<OpenLog> {
  try {
    const file = await open(path, "r");
    try {
      const stat = await file.stat();
      if (!stat.isFile() && !stat.isFIFO()) throw new DomainError("invalid", `${path} is not a file.`);
      const isPacked = stat.isFile() && (await startsPacked(file));
      const octets = file.createReadStream({ highWaterMark: pieceOctets, ...(stat.isFile() && { start: 0 }) });
      return { stream: isPacked ? unpack(octets) : octets, changedAtMs: stat.isFile() ? stat.mtimeMs : Date.now() };
    } catch (error) {
      await file.close();
      throw error;
    }
  } catch (error) {
    throw refusalOf(error, path) ?? error;
  }
}

async function startsPacked(file: { read: Awaited<ReturnType<typeof open>>["read"] }): Promise<boolean> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
  return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
}

/** A packed file that is cut short or damaged gives what can be read of it, and then its error. */
function unpack(octets: Readable): Readable {
  const gunzip = createGunzip({ chunkSize: pieceOctets });
  // Whoever reads meets its error; here it only ends both streams.
  pipeline(octets, gunzip, () => undefined);
  return gunzip;
}

/** A sentence with the way out for what the system refuses; null for any other error. */
export function refusalOf(error: unknown, path: string): DomainError | null {
  switch (error instanceof Error && "code" in error ? error.code : undefined) {
    case "ENOENT":
      return new DomainError("not-found", `There is no file ${path}.`, undefined, { cause: error });
    case "EISDIR":
      return new DomainError("invalid", `${path} is a directory, not a file.`, undefined, { cause: error });
    case "EACCES":
    case "EPERM":
      return new DomainError(
        "not-allowed",
        `${path} may not be read by this user. Grant it with: sudo setfacl -m u:${ownName()}:r ${path} (or add the user to the group adm)`,
        undefined,
        { cause: error },
      );
    default:
      return null;
  }
}

function ownName(): string {
  return process.env.USER || String(process.getuid?.() ?? "popdesk");
}
