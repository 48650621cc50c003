import type { Command } from "commander";
import type { TraceEvent } from "../message-trace/schema.ts";
import type { Store } from "../store.ts";
import { type Cli, UsageError } from "./cli.ts";
import { details, table } from "./table.ts";

interface SearchOptions {
  readonly since?: string;
  readonly until?: string;
  readonly source?: string;
  readonly limit: string;
  readonly csv?: boolean;
}

const searchHelp = `
What is looked for: words of the line, and fields as name=value, or not.name=value for lines that do not have it. All must
hold; of several values of one field one must. Of event, result and service the value none means lines without one.
Numbers may be ranges: octets=1000000.. retrievedCount=..5. The fields and events are explained in docs/mail-logs.md.

Examples:
  popdesk logs search event=sign-in-failed remoteIp=198.51.100.9 --since 24h
  popdesk logs search account=ann@example.org not.result=ok --limit 20
  popdesk logs search "Connection refused" program=postfix/lmtp --since 2026-11-21 --csv > refused.csv`;

/** Stored lines, and the way of a message through them. */
export function addLogSearch(logs: Command, cli: Cli): void {
  logs
    .command("search [what...]")
    .description("print stored lines, the newest first, as one JSON object each (or --csv)")
    .option("--since <when>", "1h, 24h, 7d, or a date")
    .option("--until <when>", "a date; lines before it")
    .option("--source <name>", "only of this source")
    .option("--limit <number>", "how many; 0: all", "100")
    .option("--csv", "as CSV, for spreadsheets")
    .addHelpText("after", searchHelp)
    .action((what: string[], options: SearchOptions) =>
      cli.withStore(async (store) => {
        const { exportLines } = await import("../log-search/export-lines.ts");
        const filter = await filterOf(store, what, options);
        const most = Number(options.limit);
        if (!Number.isInteger(most) || most < 0) throw new UsageError("--limit is a number, such as 100; 0 means all.");
        const { stdout, cancelled } = cli.io;
        for await (const piece of exportLines(store, filter, options.csv ? "csv" : "ndjson", most || undefined)) {
          cancelled.throwIfAborted();
          if (!stdout.write(piece)) await new Promise<void>((resolve) => stdout.once("drain", resolve));
        }
      }),
    );

  logs
    .command("trace <what>")
    .description(
      "follow a message from the mail server's queue to the mail program; by queue id, Message-ID or address",
    )
    .option("--at <date>", "about when it was, for queue ids that have come again")
    .addHelpText(
      "after",
      "\nAn address lists the messages it sent or got lately.\n\nExample: popdesk logs trace 4XyZ1b2c3dz9",
    )
    .action((what: string, { at }: { at?: string }) => cli.withStore((store) => printTrace(cli, store, what, at)));
}

/** What was typed, as an address bar would have it; what is not understood is refused with its reason. */
async function filterOf(store: Store, what: readonly string[], { since, until, source }: SearchOptions) {
  const { filterFields, readLogFilter } = await import("../log-search/schema.ts");
  const query: Record<string, string | string[]> = {};
  const words: string[] = [];
  for (const each of what) {
    const [, name = "", value = ""] = /^((?:not\.)?[A-Za-z]+)=(.*)$/s.exec(each) ?? [];
    if (name === "") words.push(/\s/.test(each) ? `"${each.replaceAll('"', " ")}"` : each);
    else if (filterFields.some((field) => name === field || name === `not.${field}`)) {
      query[name] = [...[query[name] ?? []].flat(), value];
    } else throw new UsageError(`There is no field ${name.replace("not.", "")}. Fields: ${filterFields.join(", ")}.`);
  }
  if (words.length > 0) query.text = words.join(" ");
  if (since !== undefined) {
    if (/^(?:1h|24h|7d)$/.test(since) && until === undefined) query.span = since;
    else query.from = String(instantOf(since, "--since"));
  }
  if (until !== undefined) query.until = String(instantOf(until, "--until"));
  if (source !== undefined) query.source = String(await sourceNamed(store, source));
  const { filter, problems } = readLogFilter(query);
  const [problem] = problems;
  if (problem !== undefined) throw new UsageError(`${problem.name}=${problem.value}: ${problem.message}`);
  return filter;
}

function instantOf(text: string, option: string): number {
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) throw new UsageError(`${option} ${text} is no date. Example: 2026-11-21 or 2026-11-21T14:00`);
  return ms;
}

async function sourceNamed({ db }: Store, name: string): Promise<number> {
  const source = await db.logSource.findFirst({
    where: /^\d{1,9}$/.test(name) ? { OR: [{ name }, { id: Number(name) }] } : { name },
    select: { id: true },
  });
  if (source === null) throw new UsageError(`There is no source ${name}: see popdesk logs source list.`);
  return source.id;
}

async function printTrace(cli: Cli, store: Store, what: string, at: string | undefined): Promise<void> {
  const { answerTrace } = await import("../message-trace/answer-trace.ts");
  const { traceQuestion } = await import("../message-trace/schema.ts");
  const { DomainError } = await import("../errors.ts");
  const atMs = at === undefined ? undefined : instantOf(at, "--at");
  const { trace, candidates } = await answerTrace(store, traceQuestion.parse({ what, at: atMs }));
  if (trace === null && candidates.length === 0) {
    throw new DomainError("not-found", `No stored log line and no receipt names ${what}.`);
  }
  if (trace === null) {
    const list = table(candidates, {
      "queue id": ({ queueId }) => queueId,
      sender: ({ sender }) => sender,
      recipients: ({ recipients }) => recipients.join(", "),
      "last known": ({ state }) => state,
      when: ({ atMs: ms }) => new Date(ms),
    });
    return cli.print({ candidates }, list);
  }
  const facts = details({
    sender: trace.sender === "" ? "(a report)" : trace.sender,
    "queue ids": trace.queueIds.join(", "),
    "message-ids": trace.messageIds.join(", "),
  });
  const recipients = table(trace.recipients, {
    recipient: ({ address }) => address,
    state: ({ state }) => state,
    attempts: ({ attemptCount }) => attemptCount,
    downloads: ({ downloadCount }) => downloadCount,
    reason: ({ reason }) => reason,
  });
  const events = table(trace.events, { at: ({ atMs: ms }) => new Date(ms), what: whatOf, how: howOf });
  cli.print(trace, [facts, recipients, events, trace.missing.join("\n")].filter((text) => text !== "").join("\n\n"));
}

const whatOf = (event: TraceEvent): string =>
  event.kind === "line" ? (event.row.fields.event ?? "line") : `popdesk: ${event.event.kind}`;

function howOf(event: TraceEvent): string {
  if (event.kind === "line") {
    const { program, account, reason } = event.row.fields;
    return [program, account, reason].filter(Boolean).join(", ");
  }
  const { event: happened, life } = event;
  if (happened.kind === "session") {
    return `${life.address}: ${happened.isDownloaded ? "downloaded" : "marked"} from ${happened.remoteAddress}, session ${happened.sessionId}`;
  }
  return happened.kind === "removed" ? `${life.address}: ${happened.cause}` : life.address;
}
