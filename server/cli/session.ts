import type { Command } from "commander";
import type { Cli } from "./cli.ts";
import { DomainError } from "../errors.ts";
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
    .command("trace <session>")
    .description("show what was said in a session, live or past; never a password")
    .action((sessionId: string) =>
      cli.withStore(async (store) => {
        const { readSession } = await import("../session/read.ts");
        const { readTrace } = await import("../session-trace/read-trace.ts");
        const { traceText } = await import("../session-trace/schema.ts");
        const row = await readSession(store, sessionId);
        const trace = await readTrace(store, sessionId);
        if (row === null && trace === null) throw new DomainError("not-found", `There is no session ${sessionId}.`);
        const who = `${row?.address ?? "somebody"} from ${row?.remoteAddress ?? "an address no longer known"}, ${row?.startedAt.toISOString() ?? ""}`;
        cli.print(
          { session: row, trace },
          trace === null ? `${who}\nNothing is kept of what was said in it.` : `${who}\n${traceText(trace)}`,
        );
      }),
    );

  session
    .command("kick [session]")
    .description("end a session, or all of an account or a network; nothing they marked is removed")
    .option("--account <address>", "all sessions of this account")
    .option("--network <network>", "all sessions from there: 192.0.2.1 or 10.0.0.0/8")
    .action((sessionId: string | undefined, { account, network }: { account?: string; network?: string }) =>
      cli.withStore(async (store) => {
        const { kickAccount, kickNetwork, kickSession } = await import("../session/kick.ts");
        const { networkKick } = await import("../session/schema.ts");
        const { parseInput } = await import("../input/parse-input.ts");
        const { awaitAnswer } = await import("../request/await-answer.ts");
        const { findAccount } = await import("./find.ts");
        if ([sessionId, account, network].filter((given) => given !== undefined).length !== 1)
          throw new UsageError("Name a session, or give --account or --network.");
        const request =
          network !== undefined
            ? await kickNetwork(store, parseInput(networkKick, { network }), cli.actor)
            : account !== undefined
              ? await kickAccount(store, { accountId: (await findAccount(store, account)).id }, cli.actor)
              : await kickSession(store, { sessionId: sessionId ?? "" }, cli.actor);
        const answer = await awaitAnswer(store, request, answerMs);
        const { kickedCount } = answer;
        cli.print(
          { kickedCount },
          kickedCount === 1 ? "One session was ended." : `${kickedCount} sessions were ended.`,
        );
      }),
    );
}
