import type { Command } from "commander";
import type { Store } from "../store.ts";
import type { Cli } from "./cli.ts";
import { exitCodes } from "./exit-codes.ts";
import { details, octetsText, table } from "./table.ts";

export function addStatus(program: Command, cli: Cli): void {
  program
    .command("status")
    .description("show what runs; ends with 4 where the daemon does not")
    .action(() =>
      cli.withStore(async (store) => {
        const { factText, placeText } = await import("./listener-text.ts");
        const status = await readStatus(store);
        const { daemon, settings, certificate, accounts } = status;
        if (!daemon?.isAlive) cli.exitCode = exitCodes.daemonAway;
        const facts = details({
          daemon: daemonText(daemon),
          "host name": settings.hostname,
          data: store.environment.dataDirectory,
          accounts: accounts.count,
          messages: accounts.messageCount,
          stored: octetsText(accounts.octets),
          sessions: status.liveSessionCount,
          certificate:
            certificate === null
              ? "none"
              : `${certificate.kind}, until ${certificate.notAfterAt.toISOString().slice(0, 10)}`,
        });
        const listeners = table(status.listeners, {
          listener: (row) => row.name,
          place: placeText,
          wish: (row) => (row.isEnabled ? "on" : "off"),
          daemon: (row) => (daemon?.isAlive ? factText(row) : "unknown"),
        });
        cli.print(status, listeners === "" ? facts : `${facts}\n\n${listeners}`);
      }),
    );
}

type Status = Awaited<ReturnType<typeof readStatus>>;

async function readStatus(store: Store) {
  const [
    { readDaemonState },
    { readListeners },
    { readSettings },
    { countLiveSessions },
    { readCertificates },
    { readTotals },
  ] = await Promise.all([
    import("../node/read-daemon-state.ts"),
    import("../listener/read.ts"),
    import("../setting/read.ts"),
    import("../session/read.ts"),
    import("../certificate/read.ts"),
    import("../account/read-totals.ts"),
  ]);
  const [daemon, listeners, settings, liveSessionCount, certificates, accounts] = await Promise.all([
    readDaemonState(store),
    readListeners(store),
    readSettings(store),
    countLiveSessions(store),
    readCertificates(store),
    readTotals(store),
  ]);
  return {
    daemon,
    settings,
    accounts,
    liveSessionCount,
    certificate: certificates.find(({ isDefault }) => isDefault) ?? null,
    listeners,
  };
}

function daemonText(daemon: Status["daemon"]): string {
  if (daemon === null) return "has never run";
  const since = daemon.startedAt.toISOString().slice(0, 19).replace("T", " ");
  if (daemon.isAlive) return `runs since ${since} UTC (version ${daemon.version}, process ${daemon.pid})`;
  return daemon.stoppedAt ? "is stopped" : `has not been heard from for ${Math.round(daemon.silentMs / 1000)} s`;
}
