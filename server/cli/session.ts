import type { Command } from "commander";
import type { Cli } from "./cli.ts";
import { UsageError } from "./cli.ts";
import { octetsText, table } from "./table.ts";

const answerMs = 5_000;

export function addSession(program: Command, cli: Cli): void {
  const session = program.command("session").description("POP3 sessions");

  session
    .command("list")
    .description("list the live sessions, newest first; --past lists the last that ended")
    .option("--account <address>", "only of this account")
    .option("--search <text>", "only where address or IP address contain this")
    .option("--past", "sessions that have ended")
    .option("--limit <number>", "how many past ones", "50")
    .action(({ account, search, past, limit }: { account?: string; search?: string; past?: boolean; limit: string }) =>
      cli.withStore(async (store) => {
        const { readLiveSessions, readPastSessions } = await import("../session/read.ts");
        const { pastSessionList } = await import("../session/schema.ts");
        const { findAccount } = await import("./find.ts");
        const accountId = account === undefined ? undefined : (await findAccount(store, account)).id;
        const { rows, total } = past
          ? await readPastSessions(
              store,
              pastSessionList.parse({ accountId, search, pageSize: limit, direction: "desc" }),
            )
          : await readLiveSessions(store, { accountId, search });
        cli.print(
          { rows, total },
          table(rows, {
            session: (row) => row.id,
            state: (row) => row.state ?? row.endReason,
            address: (row) => row.address,
            from: (row) => row.remoteAddress,
            port: (row) => row.localPort,
            tls: (row) => row.tlsVersion,
            last: (row) => row.lastCommand,
            sent: (row) => octetsText(row.octetsSent),
            retrieved: (row) => row.retrievedCount,
            marked: (row) => row.markedCount,
            since: (row) => row.startedAt,
          }) || (past ? "No session has ended yet." : "There is no session now."),
        );
      }),
    );

  session
    .command("kick [session]")
    .description("end a session, or all of an account; nothing it marked is removed")
    .option("--account <address>", "all sessions of this account")
    .action((sessionId: string | undefined, { account }: { account?: string }) =>
      cli.withStore(async (store) => {
        const { kickAccount, kickSession } = await import("../session/kick.ts");
        const { awaitAnswer } = await import("../request/await-answer.ts");
        const { findAccount } = await import("./find.ts");
        if ((sessionId === undefined) === (account === undefined))
          throw new UsageError("Name a session, or give --account.");
        const request =
          account === undefined
            ? await kickSession(store, { sessionId: sessionId ?? "" }, cli.actor)
            : await kickAccount(store, { accountId: (await findAccount(store, account)).id }, cli.actor);
        const answer = await awaitAnswer(store, request, answerMs);
        const { kickedCount } = answer;
        cli.print(
          { kickedCount },
          kickedCount === 1 ? "One session was ended." : `${kickedCount} sessions were ended.`,
        );
      }),
    );
}
