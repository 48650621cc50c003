import type { Command } from "commander";
import type { Readable } from "node:stream";
import { DomainError } from "../errors.ts";
import type { Coverage } from "../mail-log/coverage.ts";
import type { LineParser } from "../mail-log/parse-line.ts";
import type { Cli } from "./cli.ts";
import { checkedZone, untilMs } from "./log-options.ts";
import { addLogSearch } from "./log-search.ts";
import { addLogSources } from "./log-sources.ts";
import { addLogsExplain } from "./logs-explain.ts";
import { Progress } from "./progress.ts";
import { octetsText, table } from "./table.ts";

export interface ReadOptions {
  readonly zone?: string;
  readonly until?: string;
}

const help = `
FILE may be packed with gzip; - reads standard input. Stamps that name no zone are read as of --zone, or else of this
machine. Stamps without a year are of the last one in which they are not later than the file was changed (or --until).
The fields and events are explained in docs/mail-logs.md.

Examples:
  popdesk logs parse /var/log/mail.log | jq 'select(.event == "sign-in-failed") | .remoteIp'
  journalctl -u postfix -o json | popdesk logs parse -
  popdesk logs coverage /var/log/mail.log.1`;

/** Mail logs of Popdesk and other programs. Reading a file belongs to no installation, so that opens none. */
export function addLogs(program: Command, cli: Cli): void {
  const logs = program
    .command("logs")
    .description("mail logs of Popdesk and of other programs")
    .addHelpText("after", help);
  addLogSources(logs, cli);
  addLogSearch(logs, cli);

  readOptions(logs.command("parse <file>"))
    .description(
      "print each line of a mail log as one JSON object, with the fields it was read into and the line itself",
    )
    .action(async (path: string, options: ReadOptions) => {
      const { fieldsOf } = await import("../mail-log/entry.ts");
      const { restoreFields, restoreText } = await import("../mail-log/restore-text.ts");
      const { maskPasswords } = await import("../mail-log/mask-passwords.ts");
      let out: string[] = [];
      const print = async () => {
        if (out.length === 0) return;
        const text = out.join("");
        out = [];
        if (!cli.io.stdout.write(text)) await new Promise<void>((resolve) => cli.io.stdout.once("drain", resolve));
      };
      await readLog(cli, path, options, print, (parser, whole, cutOctets) => {
        const text = maskPasswords(whole);
        const fields = restoreFields(fieldsOf(parser.parse(text)));
        const line = { ...fields, raw: restoreText(text), ...(cutOctets > 0 && { cutOctets }) };
        out.push(JSON.stringify(line), "\n");
      });
      await print();
    });

  addLogsExplain(logs, cli);

  readOptions(logs.command("coverage <file>"))
    .description("say how much of a mail log is understood, and which shapes of lines are not")
    .option("--shapes <count>", "how many shapes to show", "20")
    .action(async (path: string, options: ReadOptions & { shapes: string }) => {
      const { Coverage: Counting } = await import("../mail-log/coverage.ts");
      const coverage = new Counting();
      const started = performance.now();
      let octets = 0;
      await readLog(cli, path, options, undefined, (parser, text) => {
        coverage.add(parser.parse(text), text);
        octets += text.length + 1;
      });
      printCoverage(cli, coverage, Number(options.shapes), octets, (performance.now() - started) / 1000);
    });
}

export function readOptions(command: Command): Command {
  return command
    .option("--zone <name>", "time zone of stamps that name none, such as Europe/Berlin (this machine's)")
    .option(
      "--until <date>",
      "about when the newest line was written, for stamps without a year (the file's last change)",
    );
}

export async function readLog(
  cli: Cli,
  path: string,
  options: ReadOptions,
  afterPiece: (() => Promise<void>) | undefined,
  each: (parser: LineParser, text: string, cutOctets: number) => void,
): Promise<void> {
  const { LineParser: Parser } = await import("../mail-log/parse-line.ts");
  const { cutStream } = await import("../mail-log/lines.ts");
  const { openLog } = await import("../mail-log/open-log.ts");
  const zone = checkedZone(options.zone);
  const latestMs = untilMs(options.until);
  const log = path === "-" ? { stream: cli.io.stdin as Readable, changedAtMs: Date.now() } : await openLog(path);
  const parser = new Parser({ zone, referenceMs: latestMs ?? log.changedAtMs });
  const progress = new Progress(cli.io.stderr);
  const { cancelled } = cli.io;
  let octets = 0;
  try {
    await cutStream(
      log.stream,
      (text, lineOctets, cutOctets) => {
        octets += lineOctets;
        each(parser, text, cutOctets);
      },
      async () => {
        if (path !== "-") progress.show(`${octetsText(octets)} read`);
        await afterPiece?.();
        cancelled.throwIfAborted();
      },
    );
  } catch (error) {
    if (!(error instanceof Error && "code" in error && String(error.code).startsWith("Z_"))) throw error;
    await afterPiece?.();
    throw new DomainError("storage", `${path} is packed, but damaged or cut short: what could be unpacked was read.`);
  } finally {
    progress.end();
  }
}

function printCoverage(cli: Cli, coverage: Coverage, shapeCount: number, octets: number, seconds: number): void {
  const { total, programs } = coverage;
  const shapes = coverage.commonest(Number.isInteger(shapeCount) && shapeCount >= 0 ? shapeCount : 20);
  const speed = `${total.lineCount} lines, ${octetsText(octets)}, in ${seconds.toFixed(1)} s`;
  const share = (count: number, of: number) => (of === 0 ? "-" : `${((100 * count) / of).toFixed(1)} %`);
  const shares = [{ program: "all", ...total }, ...programs.slice(0, 30)];
  const known = table(shares, {
    program: (row) => row.program || "(none)",
    lines: (row) => row.lineCount,
    time: (row) => share(row.timeCount, row.lineCount),
    event: (row) => share(row.eventCount, row.lineCount),
    account: (row) => share(row.accountCount, row.lineCount),
    ip: (row) => share(row.ipCount, row.lineCount),
  });
  const unknown = table(shapes, {
    lines: (row) => row.count,
    program: (row) => row.program || "(none)",
    "not understood": (row) => row.shape,
  });
  cli.print(
    { total, programs, shapes, octets, seconds },
    [speed, known, unknown].filter((text) => text !== "").join("\n\n"),
  );
}
