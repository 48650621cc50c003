import { constants, type Stats } from "node:fs";
import { type FileHandle, lstat, open, readdir, rename, unlink } from "node:fs/promises";
import { join } from "node:path";
import { holdFolder, placeIn } from "../folder/held-folder.ts";

const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants;

/** Why one file of a Maildir is left where it is; the others go on. */
export class FileLeft extends Error {}

/** A folder of a Maildir, held open: what its owner does to the path meanwhile leads nowhere else (server/folder). */
export class Folder {
  constructor(
    readonly path: string,
    private readonly handle: FileHandle,
    /** System user it belongs to; its files must too. */
    private readonly uid: number,
  ) {}

  async names(): Promise<string[]> {
    return (await readdir(this.#place("."))).filter((name) => !name.startsWith("."));
  }

  /** Null where there is none of that name. */
  async stat(name: string): Promise<Stats | null> {
    return lstat(this.#place(name)).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return null;
      throw error;
    });
  }

  /** Throws FileLeft for links, pipes, devices, and for what another user has put there. */
  check(name: string, facts: Stats): void {
    if (!facts.isFile()) throw new FileLeft(`${name} is no file`);
    if (facts.uid !== this.uid) throw new FileLeft(`${name} belongs to another system user than its folder`);
    if (facts.size === 0) throw new FileLeft(`${name} is empty`);
  }

  /** Opened for reading and checked again: it may not be what was listed any more. */
  async open(name: string): Promise<FileHandle> {
    const file = await open(this.#place(name), O_RDONLY | O_NOFOLLOW | O_NONBLOCK).catch(
      (error: NodeJS.ErrnoException) => {
        throw new FileLeft(`${name} cannot be read (${error.code})`, { cause: error });
      },
    );
    try {
      this.check(name, await file.stat());
      return file;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  async move(name: string, to: Folder, newName: string): Promise<void> {
    await rename(this.#place(name), to.#place(newName));
  }

  async remove(name: string): Promise<void> {
    await unlink(this.#place(name));
  }

  /** Makes names in it durable. */
  async sync(): Promise<void> {
    await this.handle.sync();
  }

  close(): Promise<void> {
    return this.handle.close();
  }

  #place(name: string): string {
    return placeIn(this.handle, this.path, name);
  }
}

/** Opens new/ or cur/ of a Maildir at its real path. Refuses with `invalid`, in a sentence for the administrator. */
export async function openFolder(maildir: string, name: "new" | "cur"): Promise<Folder> {
  const path = join(maildir, name);
  const handle = await holdFolder(path, `${path} is not there: a Maildir has the folders new and cur.`);
  try {
    return new Folder(path, handle, (await handle.stat()).uid);
  } catch (error) {
    await handle.close();
    throw error;
  }
}
