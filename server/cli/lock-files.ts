import { basename, dirname, resolve } from "node:path";
import type { Command } from "commander";
import type { SpoolFolder } from "../lock-file/schema.ts";
import type { Store } from "../store.ts";
import type { Cli } from "./cli.ts";
import { confirm } from "./prompt.ts";
import { table } from "./table.ts";

const help = `
A folder must lie within one of those that the variable POPDESK_SPOOLS names (/var/mail:/var/spool:/home:/srv/mail). What the
system user that owns the data directory may not read or remove, this command cannot either.`;

/** Lock files that other programs left in their spools: part of popdesk lock. */
export function addLockFiles(lock: Command, cli: Cli): void {
  lock
    .command("files")
    .description("list lock files (.pop3.lock, *.lock) in the folders looked through, and whether their writers live")
    .action(() =>
      cli.withStore(async (store) => {
        const { readSpoolFolders } = await import("../lock-file/folders.ts");
        const folders = await readSpoolFolders(store);
        for (const { path, errorText } of folders) if (errorText !== null) cli.note(`${path}: ${errorText}`);
        const rows = folders.flatMap(({ path, files }) =>
          files.map((file) => ({ path: `${path}/${file.name}`, ...file })),
        );
        const none =
          folders.length === 0
            ? "No folder is looked through. Add one: popdesk lock folder-add /var/mail"
            : `No lock file in ${folders.map(({ path }) => path).join(", ")}.`;
        cli.print(
          { folders },
          table(rows, {
            file: (row) => row.path,
            writer: (row) => row.writer,
            process: (row) => row.pid,
            program: (row) => row.program,
            written: (row) => row.writtenAt,
          }) || none,
        );
      }),
    );

  lock
    .command("file-remove <path>")
    .description("remove a lock file whose writer is dead; a fresh one of the same name is never taken")
    .option("--yes", "do not ask where another process has its writer's number by now")
    .action((typed: string, { yes }: { yes?: boolean }) =>
      cli.withStore(async (store) => {
        const { removeLockFile } = await import("../lock-file/remove-lock-file.ts");
        const { removalWord } = await import("../lock-file/schema.ts");
        const { DomainError } = await import("../errors.ts");
        const folder = await findFolder(store, dirname(resolve(typed)));
        const name = basename(typed);
        const file = folder.files.find((each) => each.name === name);
        if (file === undefined) throw new DomainError("not-found", `There is no lock file ${name} in ${folder.path}.`);
        if (file.writer === "reused") {
          await confirm(cli.io, `Process ${file.pid} lives, but began after ${name} was written. Remove it?`, yes);
        }
        const { inode } = file;
        const removal = { folderId: folder.id, name, inode, typedWord: removalWord };
        const removed = await removeLockFile(store, removal, cli.actor);
        cli.print(removed, `${removed.path} is removed.`);
      }),
    );

  lock
    .command("folder-add <path>")
    .description("look for lock files in a folder")
    .addHelpText("after", help)
    .action((path: string) =>
      cli.withStore(async (store) => {
        const { addSpoolFolder } = await import("../lock-file/folders.ts");
        const added = await addSpoolFolder(store, { path: resolve(path) }, cli.actor);
        cli.print(added, `Lock files in ${added.path} show with: popdesk lock files`);
      }),
    );

  lock
    .command("folder-remove <path>")
    .description("look through a folder no longer; nothing in it is touched")
    .action((path: string) =>
      cli.withStore(async (store) => {
        const { removeSpoolFolder } = await import("../lock-file/folders.ts");
        const { id } = await findFolder(store, resolve(path));
        const removed = await removeSpoolFolder(store, { id }, cli.actor);
        cli.print(removed, `${removed.path} is looked through no longer.`);
      }),
    );
}

async function findFolder(store: Store, path: string): Promise<SpoolFolder> {
  const { readSpoolFolders } = await import("../lock-file/folders.ts");
  const { realpath } = await import("node:fs/promises");
  const { DomainError } = await import("../errors.ts");
  const paths = [path, await realpath(path).catch(() => path)];
  const found = (await readSpoolFolders(store)).find((folder) => paths.includes(folder.path));
  if (found !== undefined) return found;
  throw new DomainError("not-found", `${path} is not looked through. See: popdesk lock files`);
}
