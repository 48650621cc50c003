import { realpath } from "node:fs/promises";
import { resolve, sep } from "node:path";
import { DomainError } from "../errors.ts";

/** Whether a folder is another, or lies in it; both at their real paths. */
export function isWithin(inner: string, outer: string): boolean {
  return `${inner}${sep}`.startsWith(outer === sep ? sep : `${outer}${sep}`);
}

/** Nothing of another program's lies in the data directory, nor this in a folder of another's. Refuses with `invalid` at `path`. */
export async function refuseOwnFolder(path: string, dataDirectory: string): Promise<void> {
  const own = await realpath(dataDirectory).catch(() => resolve(dataDirectory));
  if (isWithin(path, own) || isWithin(own, path)) {
    throw new DomainError("invalid", `${path} and the data directory ${own} may not lie one in the other.`, "path");
  }
}
