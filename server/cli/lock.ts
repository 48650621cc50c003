import type { Command } from "commander";
import type { LockRow } from "../lock/schema.ts";
import { type Cli, UsageError } from "./cli.ts";
import { addLockFiles } from "./lock-files.ts";
import { confirm } from "./prompt.ts";
import { table } from "./table.ts";

export function addLock(program: Command, cli: Cli): void {
  const lock = program.command("lock").description("who has which maildrop open, and locks that nobody gives back");

  lock
    .command("list")
    .description("list the locks: stale ones first, with the reason")
    .option("--stale", "only those that nobody will give back")
    .option("--search <text>", "only where address or IP address contain this")
    .option("--limit <number>", "how many", "500")
    .action(({ stale, search, limit }: { stale?: boolean; search?: string; limit: string }) =>
      cli.withStore(async (store) => {
        const { readLocks } = await import("../lock/read.ts");
        const { lockList } = await import("../lock/schema.ts");
        const list = lockList.parse({ filter: stale ? "stale" : "all", search, pageSize: limit });
        const { rows, total } = await readLocks(store, list);
        cli.print(
          { rows, total },
          table(rows, {
            address: (row) => row.address,
            state: (row) => (row.staleReason === null ? "held" : `stale: ${row.staleReason}`),
            from: (row) => row.session?.remoteAddress,
            client: (row) => row.session?.client,
            last: (row) => row.session?.lastCommand,
            node: (row) => row.hostname,
            process: (row) => row.pid,
            since: (row) => row.acquiredAt,
            session: (row) => row.sessionId,
          }) || (stale ? "No lock is stale." : "No maildrop is locked."),
        );
      }),
    );

  lock
    .command("clear [address]")
    .description("clear the lock of one account, or all stale ones; a session whose lock is cleared removes nothing")
    .option("--stale", "all that nobody will give back")
    .option("--yes", "do not ask, also where the session lives")
    .addHelpText("after", "\nExamples:\n  popdesk lock clear ann@example.org\n  popdesk lock clear --stale")
    .action((address: string | undefined, { stale, yes }: { stale?: boolean; yes?: boolean }) =>
      cli.withStore(async (store) => {
        const { clearLock, clearStaleLocks } = await import("../lock/clear-locks.ts");
        if ((address === undefined) === !stale) throw new UsageError("Name an account, or give --stale.");
        if (address === undefined) {
          const { clearedCount } = await clearStaleLocks(store, {}, cli.actor);
          cli.print({ clearedCount }, `${clearedCount} stale ${clearedCount === 1 ? "lock is" : "locks are"} cleared.`);
          return;
        }
        const { readLock } = await import("../lock/read.ts");
        const { clearingWord } = await import("../lock/schema.ts");
        const { findAccount } = await import("./find.ts");
        const { DomainError } = await import("../errors.ts");
        const { id: accountId } = await findAccount(store, address);
        const held = await readLock(store, accountId);
        if (held === null) throw new DomainError("not-found", `${address} is not locked.`);
        if (held.staleReason === null) await confirm(cli.io, livingQuestion(held), yes);
        const { sessionId } = held;
        const cleared = await clearLock(store, { accountId, sessionId, typedWord: clearingWord }, cli.actor);
        cli.print(cleared, `The lock of ${cleared.address} is cleared.`);
      }),
    );

  addLockFiles(lock, cli);
}

function livingQuestion({ address, session }: LockRow): string {
  const from = session === null ? "" : ` from ${session.remoteAddress}`;
  return `A living session${from} has ${address} open; it would go on, and remove nothing at its end. Clear its lock?`;
}
