import { readFile } from "node:fs/promises";
import type { Command } from "commander";
import type { ChannelChange, ChannelView } from "../alert/channel/schema.ts";
import type { Store } from "../store.ts";
import { type Cli, UsageError } from "./cli.ts";
import { exitCodes } from "./exit-codes.ts";
import { firstLine } from "./new-password.ts";
import { table } from "./table.ts";

interface CommonOptions {
  readonly caFile?: string;
  readonly critical?: boolean;
  readonly secretStdin?: boolean;
}

interface EmailOptions extends CommonOptions {
  readonly to: readonly string[];
  readonly from: string;
  readonly host: string;
  readonly port?: string;
  readonly tls?: "starttls" | "implicit" | "none";
  readonly user?: string;
}

/** "popdesk alert channel" and "popdesk alert test": who is told, and whether it works. */
export function addAlertChannel(alert: Command, cli: Cli): void {
  const channel = alert.command("channel").description("who is told: e-mail, webhooks, ntfy");
  addList(channel, cli);
  addKinds(channel, cli);
  addSwitches(channel, cli);
  alert
    .command("test <channel>")
    .description("say something by a channel and print what the other side answered")
    .action((name: string) =>
      cli.withStore(async (store) => {
        const { testChannel } = await import("../alert/channel/test-channel.ts");
        const report = await testChannel(store, { id: (await named(store, name)).id }, cli.actor);
        cli.print(report, `${report.isGood ? "Delivered" : "Not delivered"}: ${report.answer}`);
        if (!report.isGood) cli.exitCode = exitCodes.refused;
      }),
    );
}

function addList(channel: Command, cli: Cli): void {
  channel
    .command("list")
    .description("list them, with what was delivered last")
    .action(() =>
      cli.withStore(async (store) => {
        const { readChannels } = await import("../alert/channel/read-channels.ts");
        const { targetOf } = await import("../alert/channel/schema.ts");
        const channels = await readChannels(store);
        cli.print(
          channels,
          table(channels, {
            channel: (row) => row.name,
            kind: (row) => row.settings.kind,
            on: (row) => (row.isEnabled ? "yes" : "no"),
            of: (row) => (row.leastSeverity === "critical" ? "critical" : "all"),
            delivered: (row) => row.lastSentAt,
            waiting: (row) => row.waitingCount + row.heldCount,
            to: (row) => targetOf(row.settings),
            trouble: (row) => row.trouble,
          }) || "Nobody is told.",
        );
      }),
    );
}

function addKinds(channel: Command, cli: Cli): void {
  withCommon(
    channel
      .command("email <name>")
      .description("make or change one that sends mail; the password of --user is read with --secret-stdin")
      .requiredOption("--to <address...>", "who is told")
      .requiredOption("--from <address>", "in whose name")
      .requiredOption("--host <name>", "SMTP server")
      .option("--port <number>", "587 for STARTTLS, 465 for TLS from the start, 25 for none")
      .option("--tls <mode>", "starttls, implicit or none", "starttls")
      .option("--user <name>", "signs in as"),
  ).action(async (name: string, { to, from, host, tls, port, user, ...common }: EmailOptions) => {
    const usual = { starttls: 587, implicit: 465, none: 25 } as const;
    const mode = tls ?? "starttls";
    await save(
      cli,
      { kind: "email", name, to: [...to], from, host, tls: mode, port: port ?? usual[mode], user },
      common,
    );
  });
  withCommon(
    channel
      .command("webhook <name>")
      .description("make or change one that posts signed JSON; a new one's key is made and printed, once")
      .requiredOption("--url <url>", "where to"),
  ).action((name: string, { url, ...common }: CommonOptions & { url: string }) =>
    save(cli, { kind: "webhook", name, url }, common),
  );
  withCommon(
    channel
      .command("ntfy <name>")
      .description("make or change one that publishes on a topic of ntfy; a token is read with --secret-stdin")
      .requiredOption("--topic <topic>", "the topic")
      .option("--url <url>", "the server", "https://ntfy.sh"),
  ).action((name: string, { url, topic, ...common }: CommonOptions & { url: string; topic: string }) =>
    save(cli, { kind: "ntfy", name, url, topic }, common),
  );
}

function addSwitches(channel: Command, cli: Cli): void {
  for (const [word, isEnabled] of [
    ["enable", true],
    ["disable", false],
  ] as const) {
    channel
      .command(`${word} <channel>`)
      .description(isEnabled ? "tell by it again" : "tell nobody by it; what waits is given up")
      .action((name: string) =>
        cli.withStore(async (store) => {
          const { setChannelEnabled } = await import("../alert/channel/switch-channel.ts");
          const done = await setChannelEnabled(store, { id: (await named(store, name)).id, isEnabled }, cli.actor);
          cli.print(done, `${done.name} is ${done.isEnabled ? "on" : "off"}.`);
        }),
      );
  }
  channel
    .command("delete <channel>")
    .description("delete it, with what is known of what it was told")
    .action((name: string) =>
      cli.withStore(async (store) => {
        const { deleteChannel } = await import("../alert/channel/switch-channel.ts");
        const done = await deleteChannel(store, { id: (await named(store, name)).id }, cli.actor);
        cli.print(done, `${done.name} is deleted.`);
      }),
    );
}

function withCommon(command: Command): Command {
  return command
    .option("--critical", "told of what is critical alone")
    .option("--ca-file <file>", "certificates of authorities to trust instead of this machine's, PEM")
    .option("--secret-stdin", "read password, key or token from standard input (its first line)");
}

/** One of that name is changed, else it is made. */
function save(cli: Cli, change: ChannelChange, { caFile, critical, secretStdin }: CommonOptions): Promise<void> {
  return cli.withStore(async (store) => {
    const { saveChannel } = await import("../alert/channel/save-channel.ts");
    const secret = secretStdin ? await firstLine(cli.io) : undefined;
    const caPem = caFile === undefined ? "" : await readFile(caFile, "utf8").catch(unreadable);
    const before = await find(store, change.name);
    const common = {
      id: before?.id,
      isEnabled: before?.isEnabled ?? true,
      leastSeverity: critical ? ("critical" as const) : ("warning" as const),
    };
    const saved = await saveChannel(store, { ...change, ...common, caPem, secret }, cli.actor);
    const key = saved.newSecret === null ? "" : `\nIts key, shown this once: ${saved.newSecret}`;
    cli.print(saved, `${saved.name} is saved; popdesk alert test ${saved.name} tries it.${key}`);
  });
}

function unreadable(error: Error): never {
  throw new UsageError(`The file of certificates cannot be read: ${error.message}.`);
}

async function find(store: Store, name: string): Promise<ChannelView | null> {
  const { readChannels } = await import("../alert/channel/read-channels.ts");
  return (await readChannels(store)).find((each) => each.name === name) ?? null;
}

async function named(store: Store, name: string): Promise<ChannelView> {
  const found = await find(store, name);
  if (found === null) throw new UsageError(`There is no channel ${name}: see popdesk alert channel list.`);
  return found;
}
