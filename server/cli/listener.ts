import { type Command, Option } from "commander";
import type { ListenerChange, NewListener } from "../listener/schema.ts";
import type { Store } from "../store.ts";
import type { Cli } from "./cli.ts";
import { UsageError } from "./cli.ts";
import { addListenerUse } from "./listener-use.ts";
import { confirm } from "./prompt.ts";
import { table } from "./table.ts";

interface Fields {
  readonly name?: string;
  readonly address?: string;
  readonly port?: string;
  readonly socket?: string;
  readonly tls?: string;
  readonly legacyTls?: string;
  readonly cleartext?: string;
  readonly cleartextFrom?: string;
  readonly closing?: string;
  readonly proxy?: string;
  readonly trusted?: string;
}

export function addListener(program: Command, cli: Cli): void {
  const listener = program.command("listener").description("the ports and sockets the daemon listens on");

  listener
    .command("list")
    .description("list what is wished and what the daemon says")
    .action(() =>
      cli.withStore(async (store) => {
        const { readListeners } = await import("../listener/read.ts");
        const { cleartextText, factText, placeText } = await import("./listener-text.ts");
        const rows = await readListeners(store);
        cli.print(
          { rows, total: rows.length },
          table(rows, {
            name: (row) => row.name,
            protocol: (row) => row.protocol,
            place: placeText,
            tls: (row) => row.tls,
            "sign-in without tls": (row) =>
              row.protocol === "pop3" && row.tls !== "implicit" ? cleartextText(row) : null,
            proxy: (row) => (row.proxyProtocol ? row.trustedNetworks : null),
            wish: (row) => (row.isEnabled ? "on" : "off"),
            daemon: factText,
          }) || "There is no listener.",
        );
      }),
    );

  for (const isEnabled of [true, false]) {
    const command = listener.command(`${isEnabled ? "enable" : "disable"} <name>`);
    if (!isEnabled) {
      command.option("--cut", "end the sessions inside").option("--drain", "let the sessions inside finish");
    }
    command
      .description(
        isEnabled ? "switch it on" : "switch it off; what becomes of sessions inside, it says itself unless told here",
      )
      .action((name: string, { cut, drain }: { cut?: boolean; drain?: boolean }) =>
        cli.withStore(async (store) => {
          const { setListenerEnabled } = await import("../listener/update-listener.ts");
          const { findListener } = await import("./find.ts");
          if (cut && drain) throw new UsageError("Give either --cut or --drain.");
          const closing = cut ? "cut" : drain ? "drain" : undefined;
          const { id } = await findListener(store, name);
          await setListenerEnabled(store, { id, isEnabled, closing }, cli.actor);
          await showObeyed(cli, store, id);
        }),
      );
  }

  withFields(listener.command("set <name>").option("--name <name>", "a new name"))
    .description("change where it listens and how; what is not named stays")
    .addHelpText(
      "after",
      "\nExamples:\n  popdesk listener set POP3 --port 110\n  popdesk listener set POP3 --cleartext never\n  popdesk listener set POP3S --proxy on --trusted 10.0.0.0/8",
    )
    .action((current: string, fields: Fields) =>
      cli.withStore(async (store) => {
        const { updateListener } = await import("../listener/update-listener.ts");
        const { findListener } = await import("./find.ts");
        if (Object.keys(fields).length === 0) throw new UsageError("Say what to change: --port, --address, --tls, …");
        const { id } = await findListener(store, current);
        await updateListener(store, { id, ...asColumns(fields) } as ListenerChange, cli.actor);
        await showObeyed(cli, store, id);
      }),
    );

  withFields(
    listener
      .command("create <name>")
      .addOption(new Option("--protocol <protocol>").choices(["pop3", "lmtp", "web"]).makeOptionMandatory()),
  )
    .description("make a listener")
    .addHelpText(
      "after",
      "\nExamples:\n  popdesk listener create Second --protocol pop3 --address 192.0.2.1 --port 995 --tls implicit\n  popdesk listener create Postfix --protocol lmtp --socket /var/spool/postfix/private/popdesk",
    )
    .action((name: string, { protocol, ...fields }: Fields & { protocol: string }) =>
      cli.withStore(async (store) => {
        const { createListener } = await import("../listener/create-listener.ts");
        const kind = protocol === "lmtp" && fields.socket !== undefined ? "lmtp-socket" : protocol;
        // LMTP knows no sign-in: where nothing is said it stays within this machine.
        const defaults =
          protocol === "pop3"
            ? { address: "*", tls: "starttls" }
            : { address: protocol === "web" ? "*" : "127.0.0.1", tls: "none" };
        const input = { ...defaults, ...asColumns(fields), kind, name } as NewListener;
        const { id } = await createListener(store, input, cli.actor);
        await showObeyed(cli, store, id);
      }),
    );

  addListenerUse(listener, cli);

  listener
    .command("delete <name>")
    .description("delete a listener")
    .option("--yes", "do not ask")
    .action((name: string, { yes }: { yes?: boolean }) =>
      cli.withStore(async (store) => {
        const { deleteListener } = await import("../listener/delete-listener.ts");
        const { findListener } = await import("./find.ts");
        const found = await findListener(store, name);
        await confirm(cli.io, `Delete the listener "${found.name}"?`, yes);
        await deleteListener(store, { id: found.id }, cli.actor);
        cli.print({ name: found.name, isDeleted: true }, `The listener "${found.name}" is deleted.`);
      }),
    );
}

function withFields(command: Command): Command {
  return command
    .option("--address <address>", 'an IP address, or "*" for all of them')
    .option("--port <port>", "1 to 65535")
    .option("--socket <path>", "path of a unix socket, for LMTP")
    .addOption(new Option("--tls <mode>").choices(["none", "starttls", "implicit"]))
    .addOption(
      new Option("--legacy-tls <mode>", "let in TLS 1.0 and 1.1 as well, which are not safe").choices(["on", "off"]),
    )
    .addOption(
      new Option("--cleartext <where>", "sign-in without TLS").choices(["never", "loopback", "networks", "always"]),
    )
    .option("--cleartext-from <networks>", "the networks for --cleartext networks, such as 10.0.0.0/8,192.0.2.1")
    .addOption(
      new Option("--closing <how>", "what becomes of sessions when it is switched off").choices(["drain", "cut"]),
    )
    .addOption(new Option("--proxy <mode>", "whether a proxy names the client (PROXY protocol)").choices(["on", "off"]))
    .option("--trusted <networks>", "the networks of such proxies, such as 10.0.0.0/8,192.0.2.1");
}

/** The options by the names of the wish. */
function asColumns({ socket, legacyTls, cleartext, cleartextFrom, proxy, trusted, ...rest }: Fields): object {
  return {
    ...rest,
    socketPath: socket,
    allowsLegacyTls: legacyTls,
    cleartextSignIn: cleartext ?? (cleartextFrom === undefined ? undefined : "networks"),
    cleartextNetworks: cleartextFrom,
    proxyProtocol: proxy,
    trustedNetworks: trusted,
  };
}

/** The wish as it is now and what the daemon made of it. */
export async function showObeyed(cli: Cli, store: Store, id: number): Promise<void> {
  const { awaitListener, factText, placeText } = await import("./listener-text.ts");
  const { view, isObeyed } = await awaitListener(store, id);
  if (view === null) return;
  const wish = `${view.name} (${placeText(view)}) is switched ${view.isEnabled ? "on" : "off"}`;
  const fact = isObeyed ? `the daemon says: ${factText(view)}` : "no daemon has obeyed yet; it will when it runs";
  cli.print({ ...view, isObeyed }, `${wish}; ${fact}.`);
}
