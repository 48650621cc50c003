import type { Command } from "commander";
import type { Cli } from "./cli.ts";
import { UsageError } from "./cli.ts";
import { sysexits } from "./exit-codes.ts";

const help = `
The message is read from standard input. A leading "From " line and Return-Path, as MTAs put before a message
they pipe, name the sender (unless --from does) and are not stored.

The message is handed to the running daemon, by its unix socket or on loopback. A user who
may not read the data directory uses /run/popdesk/lmtp.sock, or the socket named by POPDESK_LMTP_SOCKET. Where no
daemon runs, it is stored directly, if this user owns the data.

Exit codes (sysexits.h):
  0   stored, on disk
  64  the command line makes no sense
  65  the message is not accepted: too big, or not mail
  67  no such mailbox
  75  try again later: full mailbox, disk, daemon, configuration
  77  the mailbox takes no mail at present
With several recipients 75 wins over the others, and then those that were served are served twice: call it once
for each recipient (in Postfix: popdesk_destination_recipient_limit = 1).

Postfix, master.cf:
  popdesk unix - n n - - pipe flags=R user=popdesk argv=/usr/local/bin/popdesk deliver \${recipient}`;

export function addDeliver(program: Command, cli: Cli): void {
  program
    .command("deliver <address...>")
    .description("deliver a message from standard input, for pipes of an MTA")
    .option("--from <address>", "the sender; empty for the null sender")
    .addHelpText("after", help)
    .action(async (addresses: string[], { from }: { from?: string }) => {
      const { deliverPiped } = await import("./deliver-piped.ts");
      for (const address of [...addresses, from ?? ""]) {
        // Between angle brackets of a command line, none of these may stand.
        if (/[\p{Cc}<>]/u.test(address)) throw new UsageError(`${JSON.stringify(address)} is not an address.`);
      }
      if (cli.io.stdin.isTTY) cli.note("Type the message; Ctrl+D ends it.");
      const results = await deliverPiped(cli, addresses, from ?? null);
      for (const { address, text, exitCode } of results) if (exitCode !== sysexits.ok) cli.note(`${address}: ${text}`);
      cli.exitCode = worst(results.map(({ exitCode }) => exitCode));
      if (cli.isJson) cli.print({ recipients: results }, "");
    });
}

/** Try again wins, because then nothing is lost. */
function worst(codes: readonly number[]): number {
  return codes.includes(sysexits.tempFail) ? sysexits.tempFail : Math.max(sysexits.ok, ...codes);
}
