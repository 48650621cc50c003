import type { Command } from "commander";
import type { Store } from "../store.ts";
import type { Cli } from "./cli.ts";
import { confirm } from "./prompt.ts";
import { placeAsked } from "./retention-simulate.ts";

interface Place {
  domain?: string;
  account?: string;
}

interface SetOptions extends Place {
  onDele?: string;
  recoverableDays?: string;
  loginDelay?: string;
}

/** Rules that remove nothing by themselves, and holds; what removes is simulated first ("retention simulate --save"). */
export function addRetention(program: Command, cli: Cli): void {
  const retention =
    program.commands.find((command) => command.name() === "retention") ??
    program.command("retention").description("how long mail stays");
  ofPlace(retention.command("show").description("say what is in force, and which level said it")).action(
    (options: Place) =>
      cli.withStore(async (store) => {
        const { effectiveRetentionOf } = await import("../retention/effective-retention.ts");
        const { effectiveFields, retentionInForce } = await import("../retention/words.ts");
        const inForce = await effectiveRetentionOf(store, await placeAsked(store, options));
        const fields = effectiveFields(inForce).map(({ label, value, source }) => `  ${label}: ${value} (${source})`);
        cli.print(inForce, [...retentionInForce(inForce), "", ...fields].join("\n"));
      }),
  );
  ofPlace(retention.command("set").description("change what DELE does, how long removed mail is kept, and LOGIN-DELAY"))
    .option("--on-dele <what>", "remove, keep (recoverable), refuse, or inherit")
    .option("--recoverable-days <days>", "how long removed mail can be brought back; or inherit")
    .option("--login-delay <seconds>", "least time between two sign-ins, 0 for none; or inherit; not of the server")
    .action((options: SetOptions) =>
      cli.withStore(async (store) => {
        const { changeRetentionRule } = await import("../retention/change-rule.ts");
        const { ruleChange } = await import("../retention/schema.ts");
        const { parseInput } = await import("../input/parse-input.ts");
        const change = parseInput(ruleChange, {
          ...(await placeAsked(store, options)),
          // As typed: the schema says what it may be.
          onDele: options.onDele as "keep" | undefined,
          recoverableDays: options.recoverableDays,
          loginDelaySeconds: options.loginDelay,
        });
        const { name, rule } = await changeRetentionRule(store, change, cli.actor);
        cli.print(rule, `The rule of ${name} is saved.`);
      }),
    );
  ofPlace(retention.command("hold").description("put on legal hold: nothing is removed for good any more"))
    .requiredOption("--reason <text>", "why")
    .option("--until <date>", "the day it ends, such as 2027-03-01; without end otherwise")
    .action((options: Place & { reason: string; until?: string }) =>
      cli.withStore(async (store) => {
        const { holdMail } = await import("../retention/legal-hold.ts");
        const { newHold } = await import("../retention/schema.ts");
        const { parseInput } = await import("../input/parse-input.ts");
        const place = await placeAsked(store, options);
        const order = parseInput(newHold, { ...place, reason: options.reason, endsAt: options.until ?? null });
        const { name } = await holdMail(store, order, cli.actor);
        cli.print({ name }, `On hold: ${name}.`);
      }),
    );
  ofPlace(retention.command("lift").description("end a legal hold"))
    .requiredOption("--reason <text>", "why")
    .option("--yes", "do not ask")
    .action((options: Place & { reason: string; yes?: boolean }) =>
      cli.withStore(async (store) => {
        const { liftHold } = await import("../retention/legal-hold.ts");
        const { liftedHold } = await import("../retention/schema.ts");
        const { parseInput } = await import("../input/parse-input.ts");
        const order = parseInput(liftedHold, { ...(await placeAsked(store, options)), reason: options.reason });
        await confirm(cli.io, "Lift this hold? Rules remove again after that.", options.yes);
        const { name, keptUntilAt } = await liftHold(store, order, cli.actor);
        cli.print(
          { name, keptUntilAt },
          `Lifted: ${name}. What was removed under it can be brought back until ${keptUntilAt.toISOString()}.`,
        );
      }),
    );
  addRecoverable(program, cli);
}

function ofPlace(command: Command): Command {
  return command
    .option("--domain <name>", "of this domain, instead of the server")
    .option("--account <address>", "of this account");
}

interface ListOptions extends Place {
  search?: string;
  all?: boolean;
  forDownload?: boolean;
  yes?: boolean;
}

const mostAtOnce = 1_000;

function addRecoverable(program: Command, cli: Cli): void {
  const recoverable = program.command("recoverable").description("removed mail that can be brought back");
  const asked = (command: Command) =>
    ofPlace(command).option("--search <text>", "address, sender, subject, Message-ID or unique-id");
  asked(recoverable.command("list").description("list it, the newest first")).action((options: ListOptions) =>
    cli.withStore(async (store) => {
      const { readRecoverable, readRecoverableTotals } = await import("../recoverable/read.ts");
      const { table, octetsText } = await import("./table.ts");
      const list = await listAsked(store, options);
      const { rows, total } = await readRecoverable(store, { ...list, pageSize: 200 });
      const totals = await readRecoverableTotals(store, list);
      const text = table(rows, {
        account: (row) => row.address,
        "unique-id": (row) => row.uniqueId,
        octets: (row) => row.octets,
        removed: (row) => row.removedAt,
        by: (row) => row.cause,
        until: (row) => (row.isHeld ? "on hold" : row.purgeAfterAt),
        subject: (row) => row.subject.slice(0, 40),
      });
      cli.print({ total, totals, rows }, `${text}\n${total} listed; ${octetsText(totals.octets)} held in all.`);
    }),
  );
  asked(recoverable.command("restore").description("bring back what matches, in place"))
    .option("--for-download", "as new mail at the end, with new unique-ids")
    .option("--yes", "do not ask")
    .action((options: ListOptions) =>
      cli.withStore(async (store) => {
        const { restoreMessages } = await import("../recoverable/restore-messages.ts");
        const messages = await keysAsked(store, options);
        await confirm(cli.io, `Bring back ${messages.length} messages?`, options.yes);
        const kind = options.forDownload ? "restore-for-download" : "restore";
        const done = await restoreMessages(store, { messages, kind }, cli.actor);
        const refused = done.refused.map(({ reason }) => `\n${reason}`).join("");
        cli.print(done, `Brought back: ${done.messageCount} messages.${refused}`);
      }),
    );
  asked(recoverable.command("purge").description("purge what matches, for good"))
    .option("--yes", "do not ask")
    .action((options: ListOptions) =>
      cli.withStore(async (store) => {
        const { purgeMessages } = await import("../recoverable/purge-messages.ts");
        const messages = await keysAsked(store, options);
        await confirm(cli.io, `Purge ${messages.length} messages for good? Nobody can undo that.`, options.yes);
        const done = await purgeMessages(store, { messages }, cli.actor);
        cli.print(done, `Purged: ${done.messageCount} messages.`);
      }),
    );
}

async function listAsked(store: Store, options: ListOptions) {
  const { recoverableList } = await import("../recoverable/schema.ts");
  const { level, id } = await placeAsked(store, options);
  return recoverableList.parse({
    search: options.search ?? "",
    accountId: level === "account" ? id : undefined,
    domainId: level === "domain" ? id : undefined,
  });
}

/** What matches, a thousand at a time: what is left is done by the same command again. */
async function keysAsked(store: Store, options: ListOptions) {
  const { readRecoverableKeys } = await import("../recoverable/read.ts");
  const { DomainError } = await import("../errors.ts");
  const keys = await readRecoverableKeys(store, await listAsked(store, options), mostAtOnce);
  if (keys.length === 0) throw new DomainError("not-found", "Nothing recoverable matches.");
  return keys;
}
