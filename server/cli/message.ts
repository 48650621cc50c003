import type { Command } from "commander";
import type { LifeEvent } from "../receipt/schema.ts";
import { type Cli, UsageError } from "./cli.ts";
import { details, octetsText, table } from "./table.ts";

export function addMessage(program: Command, cli: Cli): void {
  const message = program.command("message").description("what became of a message, also when it is gone");

  message
    .command("list")
    .description("list messages that came, the newest first")
    .option("--account <address>", "only of this account")
    .option("--search <words>", "words of address, sender, subject, Message-ID, queue id or unique-id")
    .option("--limit <number>", "how many", "50")
    .action(({ account, search, limit }: { account?: string; search?: string; limit: string }) =>
      cli.withStore(async (store) => {
        const { readReceipts } = await import("../receipt/read.ts");
        const { receiptList } = await import("../receipt/schema.ts");
        const { findAccount } = await import("./find.ts");
        const accountId = account === undefined ? undefined : (await findAccount(store, account)).id;
        const { rows, total } = await readReceipts(store, receiptList.parse({ accountId, search, pageSize: limit }));
        cli.print(
          { rows, total },
          table(rows, {
            message: ({ accountId: id, sequence }) => `${id}/${sequence}`,
            address: (row) => row.address,
            sender: (row) => row.sender || row.envelopeSender,
            subject: (row) => row.subject,
            size: (row) => octetsText(row.octets),
            arrived: (row) => row.arrivedAt,
            now: (row) => row.place,
          }) || "No message matches.",
        );
      }),
    );

  message
    .command("show <message>")
    .description("show the life of a message: how it came, who downloaded it, what removed it")
    .addHelpText("after", "\nA message is named as the list names it, such as 12/345.")
    .action((name: string) =>
      cli.withStore(async (store) => {
        const { readMessageLife } = await import("../receipt/read-life.ts");
        const { messageKey } = await import("../receipt/schema.ts");
        const { DomainError } = await import("../errors.ts");
        const [, accountId, sequence] = /^(\d{1,10})\/(\d{1,10})$/.exec(name) ?? [];
        if (accountId === undefined)
          throw new UsageError("A message is named such as 12/345: see popdesk message list.");
        const life = await readMessageLife(store, messageKey.parse({ accountId, sequence }));
        if (life === null) throw new DomainError("not-found", `Nothing is known of the message ${name}.`);
        const facts = details({
          account: life.address,
          from: life.sender,
          subject: life.subject,
          "message-id": life.messageIdHeader,
          "unique-id": life.uniqueId,
          size: octetsText(life.octets),
          now: life.place,
          "recoverable until": life.purgeAfterAt,
        });
        const events = table(life.events, { at: ({ at }) => at, what: whatOf, how: howOf });
        cli.print(life, `${facts}\n\n${events}`);
      }),
    );
}

function whatOf(event: LifeEvent): string {
  if (event.kind !== "session") return event.kind;
  return [event.isDownloaded ? "downloaded" : "", event.isMarked ? "marked" : ""].filter(Boolean).join(", ");
}

function howOf(event: LifeEvent): string {
  switch (event.kind) {
    case "delivered":
      return [event.protocol, event.client, event.clientAddress, event.queueId && `queue id ${event.queueId}`]
        .filter(Boolean)
        .join(" ");
    case "session":
      return `${event.remoteAddress}, session ${event.sessionId}, ${event.endReason ?? "goes on"}`;
    case "removed":
      return [event.cause, event.rule, event.actorName, event.sessionId && `session ${event.sessionId}`]
        .filter(Boolean)
        .join(", ");
    case "purged":
      return [event.cause, event.actorName].filter(Boolean).join(", ");
    case "restored":
      return [event.actorName, event.newSequence && `now number ${event.newSequence} of the maildrop`]
        .filter(Boolean)
        .join(", ");
    case "came-back":
      return `${event.actorName}, was number ${event.oldSequence} of the maildrop`;
  }
}
