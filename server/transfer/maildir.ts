import { createReadStream } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { DomainError } from "../errors.ts";
import { courierNameUidl, readCourierSizelist } from "./courier-sizelist.ts";
import { readDovecotUidlist } from "./dovecot-uidlist.ts";
import { arrivalOf, compare } from "./maildir-name.ts";
import type { FoundMessage, Source } from "./source.ts";

interface File {
  readonly path: string;
  /** Without flags: what stays the same when a message is read or moved. */
  readonly baseName: string;
  readonly octets: number;
  readonly arrivedAt: Date;
}

/**
 * The messages of a Maildir (new and cur), oldest first, with the unique-ids that Dovecot or Courier gave them. `uidlFormat` is
 * Dovecot's pop3_uidl_format, where it was not the default. Refuses with `invalid` what is no Maildir.
 */
export async function openMaildir(path: string, uidlFormat?: string): Promise<Source> {
  const files = (await Promise.all(["new", "cur"].map((folder) => readFolder(join(path, folder))))).flat();
  files.sort(
    (one, other) => one.arrivedAt.getTime() - other.arrivedAt.getTime() || compare(one.baseName, other.baseName),
  );
  const uniqueIds = await readUniqueIds(path, uidlFormat);
  const folders = (await readdir(path)).filter((name) => /^\.[^.]/.test(name) && !/^\.(?:nfs|lock)/.test(name));
  const unlisted = uniqueIds.size === 0 ? 0 : files.filter(({ baseName }) => !uniqueIds.has(baseName)).length;
  return {
    octets: files.reduce((octets, file) => octets + file.octets, 0),
    notices: [
      ...(folders.length > 0
        ? [
            `Left out: ${folders.length} folders (${folders.slice(0, 5).join(", ")}${folders.length > 5 ? ", …" : ""}). POP3 knows the inbox alone.`,
          ]
        : []),
      ...(unlisted > 0
        ? [`${unlisted} messages are not in the other server's list of unique-ids; they are known by their file names.`]
        : []),
    ],
    async *messages() {
      for (const file of files) yield foundIn(file, uniqueIds.get(file.baseName));
    },
  };
}

function foundIn({ path, baseName, octets, arrivedAt }: File, listed: string | undefined): FoundMessage {
  const byName = courierNameUidl(baseName);
  return {
    name: path,
    uniqueId: listed ?? (byName.length <= 70 ? byName : null),
    arrivedAt,
    octets,
    pieces: () => createReadStream(path),
  };
}

async function readFolder(folder: string): Promise<File[]> {
  let names: string[];
  try {
    names = (await readdir(folder)).filter((name) => !name.startsWith("."));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const reason = code === "EACCES" ? "may not be read by this user" : "is not there";
    throw new DomainError("invalid", `${folder} ${reason}: a Maildir has the folders new and cur.`, undefined, {
      cause: error,
    });
  }
  const files: File[] = [];
  for (const name of names) {
    const path = join(folder, name);
    const facts = await stat(path);
    if (!facts.isFile()) continue;
    files.push({
      path,
      baseName: name.split(":", 1)[0] ?? name,
      octets: facts.size,
      arrivedAt: arrivalOf(name) ?? facts.mtime,
    });
  }
  return files;
}

/** Where both lists are there, Dovecot came after Courier and knows what was told before it (its P entries). */
async function readUniqueIds(path: string, uidlFormat: string | undefined): Promise<ReadonlyMap<string, string>> {
  const dovecot = readDovecotUidlist(await textOf(join(path, "dovecot-uidlist")), uidlFormat);
  if (dovecot !== null) return dovecot;
  return readCourierSizelist(await textOf(join(path, "courierpop3dsizelist"))) ?? new Map();
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
}
