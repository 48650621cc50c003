import type { Command } from "commander";
import type { SourceView } from "../log-source/schema.ts";
import type { Store } from "../store.ts";
import type { Cli } from "./cli.ts";
import { checkedZone, untilMs } from "./log-options.ts";
import { Progress } from "./progress.ts";
import { confirm } from "./prompt.ts";
import { octetsText, table } from "./table.ts";

const help = `
A log must lie within a folder that the variable POPDESK_LOG_FOLDERS names (/var/log). Rotated files beside it (.1, .2.gz,
-20261121) are read once. In the last part of a path * may stand for anything. What the system user that owns the data
directory may not read, the status says, and how to grant it.

Examples:
  popdesk logs source add /var/log/mail.log
  popdesk logs source status`;

/** Which logs are read into the log page: part of popdesk logs. */
export function addLogSources(logs: Command, cli: Cli): void {
  const source = logs
    .command("source")
    .description("mail logs that are read into the log page")
    .addHelpText("after", help);

  for (const name of ["list", "status"] as const) {
    source
      .command(name)
      .description(
        name === "list"
          ? "list sources, and logs found here that are none yet"
          : "how far each source is read, and what is wrong",
      )
      .action(() => cli.withStore((store) => showSources(store, cli, name === "status")));
  }

  source
    .command("add <path>")
    .description("read this log from now on, with its rotated files")
    .option("--name <name>", "what it is called (the name of its file)")
    .option("--kind <kind>", '"file", or "journal" for what journalctl -o json writes', "file")
    .option("--zone <zone>", "time zone of stamps that name none, such as Europe/Berlin (this machine's)", "")
    .action((path: string, { name, kind, zone }: { name?: string; kind: string; zone: string }) =>
      cli.withStore(async (store) => {
        const { createSource } = await import("../log-source/change-sources.ts");
        const { basename, resolve } = await import("node:path");
        const wished = { path: resolve(path), name: name ?? basename(path), kind: kind as "file", zone };
        const made = await createSource(store, wished, cli.actor);
        cli.print(made, `${made.path} is read from now on. See: popdesk logs source status`);
      }),
    );

  for (const [name, isEnabled] of [
    ["enable", true],
    ["disable", false],
  ] as const) {
    source
      .command(`${name} <source>`)
      .description(isEnabled ? "read it on from where it was left" : "read it no further; its lines stay")
      .action((typed: string) =>
        cli.withStore(async (store) => {
          const { setSourceEnabled } = await import("../log-source/change-sources.ts");
          const { id, path } = await findSource(store, typed);
          await setSourceEnabled(store, { id, isEnabled }, cli.actor);
          cli.print({ id, path, isEnabled }, `${path} is ${isEnabled ? "read" : "read no further"} from now on.`);
        }),
      );
  }

  source
    .command("change <source>")
    .description("another name or time zone; the zone counts for lines read from now on")
    .option("--name <name>", "what it is called")
    .option("--zone <zone>", "time zone of stamps that name none; empty for this machine's")
    .action((typed: string, { name, zone }: { name?: string; zone?: string }) =>
      cli.withStore(async (store) => {
        const { changeSource } = await import("../log-source/change-sources.ts");
        const { id, path } = await findSource(store, typed);
        await changeSource(store, { id, name, zone }, cli.actor);
        cli.print({ id, path }, `${path} is changed.`);
      }),
    );

  source
    .command("delete <source>")
    .description("read it no longer and forget its lines; the files are not touched")
    .option("--yes", "do not ask")
    .action((typed: string, { yes }: { yes?: boolean }) =>
      cli.withStore(async (store) => {
        const { deleteSource } = await import("../log-source/change-sources.ts");
        const { id, path, fact } = await findSource(store, typed);
        await confirm(cli.io, `Forget ${fact?.lineCount ?? 0} lines of ${path}? The file itself stays.`, yes);
        await deleteSource(store, { id }, cli.actor);
        cli.print({ id, path }, `${path} is read no longer; its lines go within minutes.`);
      }),
    );

  logs
    .command("import <file>")
    .description("store the lines of one file, packed or not, in the log page; a second time it only reads on")
    .option("--zone <name>", "time zone of stamps that name none, such as Europe/Berlin (this machine's)")
    .option("--until <date>", "about when the newest line was written (the file's last change)")
    .action((path: string, { zone, until }: { zone?: string; until?: string }) =>
      cli.withStore(async (store) => {
        const { importFile } = await import("../log-reader/import-file.ts");
        const { resolve } = await import("node:path");
        const progress = new Progress(cli.io.stderr);
        const options = {
          zone: checkedZone(zone) ?? "",
          referenceMs: untilMs(until),
          signal: cli.io.cancelled,
          onProgress: (octets: number) => progress.show(`${octetsText(octets)} read`),
        };
        const imported = await importFile(store, resolve(path), options).finally(() => progress.end());
        const { lineCount, passedCount, trouble } = imported;
        if (trouble !== "") cli.note(trouble);
        const passed = passedCount > 0 ? ` ${passedCount} are older than lines are kept (setting mailLogDays).` : "";
        cli.print(imported, `${lineCount} lines of ${path} are stored.${passed}`);
      }),
    );
}

async function showSources(store: Store, cli: Cli, isStatus: boolean): Promise<void> {
  const { readSources, readSuggested } = await import("../log-source/read.ts");
  const [sources, suggested] = await Promise.all([readSources(store), isStatus ? [] : readSuggested(store)]);
  const rows = table(
    sources,
    isStatus
      ? {
          name: (row) => row.name,
          state: stateText,
          "read up to": (row) => row.fact?.lastAt ?? null,
          lines: (row) => row.fact?.lineCount ?? 0,
          "to be read": (row) => octetsText(row.fact?.waitingOctets ?? 0),
          trouble: (row) => row.fact?.trouble || null,
          "mend it with": (row) => row.fact?.remedy || null,
        }
      : {
          name: (row) => row.name,
          path: (row) => row.path,
          kind: (row) => row.kind,
          zone: (row) => row.zone || "this machine's",
          state: stateText,
        },
  );
  const found = suggested.map(({ path, trouble, remedy }) =>
    trouble === ""
      ? `Found: ${path}. Read it with: popdesk logs source add ${path}`
      : `${trouble} Grant it with: ${remedy}`,
  );
  const none =
    sources.length === 0 && found.length === 0
      ? ["No log is read. Add one: popdesk logs source add /var/log/mail.log"]
      : [];
  cli.print({ sources, suggested }, [rows, ...found, ...none].filter((text) => text !== "").join("\n"));
}

function stateText({ isEnabled, fact }: SourceView): string {
  if (!isEnabled) return "off";
  if (fact === null) return "not looked at yet";
  return fact.isOld ? `${fact.state} (the log reader is away)` : fact.state;
}

async function findSource(store: Store, typed: string): Promise<SourceView> {
  const { readSources } = await import("../log-source/read.ts");
  const { DomainError } = await import("../errors.ts");
  const found = (await readSources(store)).find(({ id, name, path }) => [String(id), name, path].includes(typed));
  if (found !== undefined) return found;
  throw new DomainError("not-found", `There is no source ${typed}. See: popdesk logs source list`);
}
