import { existsSync, statSync } from "node:fs";
import { sqliteFile } from "../database/url.ts";
import type { Environment } from "../env.ts";
import { DomainError } from "../errors.ts";

/** Why the data cannot be worked with by this user. The command could still ask the daemon. */
export class NotDataOwner extends DomainError {
  constructor(dataDirectory: string, options?: ErrorOptions) {
    super(
      "configuration",
      `The data directory ${dataDirectory} belongs to another user. Run popdesk as that user (sudo -u …), or name another directory with POPDESK_DATA.`,
      undefined,
      options,
    );
  }
}

/**
 * Makes sure that this process may work in the data directory, and that what it makes there belongs to its owner: as root it
 * becomes that owner, for good. Refuses with `configuration` where there is nothing to work with.
 */
export function becomeDataOwner({ dataDirectory, databaseUrl }: Environment): void {
  try {
    const { uid, gid } = statSync(dataDirectory);
    const self = process.getuid?.();
    if (self === 0 && uid !== 0) {
      process.setgroups?.([gid]);
      process.setgid?.(gid);
      process.setuid?.(uid);
    } else if (self !== undefined && self !== uid) {
      throw new NotDataOwner(dataDirectory);
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EACCES") throw new NotDataOwner(dataDirectory, { cause: error });
    if (code === "ENOENT" || code === "ENOTDIR") throw nothingThere(dataDirectory);
    throw error;
  }
  process.umask(0o077);
  const file = sqliteFile(databaseUrl);
  if (file !== null && !existsSync(file)) throw nothingThere(file);
}

function nothingThere(path: string): DomainError {
  return new DomainError(
    "configuration",
    `There is no ${path} yet. Run "npm start" once, which makes it, or say with POPDESK_DATA where the data lies.`,
  );
}
