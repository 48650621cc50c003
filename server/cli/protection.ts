import type { Command } from "commander";
import type { Cli } from "./cli.ts";
import { UsageError } from "./cli.ts";
import { table } from "./table.ts";

/** Enough for all of them. */
const everything = 1_000_000;

export function addProtection(program: Command, cli: Cli): void {
  const protection = program
    .command("protection")
    .description("sign-in protection: who is kept out, who must wait, and the rules by network");

  protection
    .command("list")
    .description("list the networks that are kept out or let in, and who must wait")
    .action(() =>
      cli.withStore(async (store) => {
        const { readBlocks, readRules, readThrottled } = await import("../protection/read.ts");
        const { spokenNetwork } = await import("../network/network.ts");
        const [blocks, rules, waiting] = await Promise.all([
          readBlocks(store, everything),
          readRules(store, everything),
          readThrottled(store, everything),
        ]);
        const parts = [
          table(blocks.rows, {
            blocked: (row) => spokenNetwork(row.network),
            until: (row) => row.expiresAt,
            "refused sign-ins": (row) => row.guesses,
            addresses: (row) => row.addresses,
            "turned away": (row) => row.refusedCount,
          }),
          table(rules.rows, {
            rule: (row) => (row.action === "allow" ? "let in" : "kept out"),
            network: (row) => spokenNetwork(row.network),
            until: (row) => row.expiresAt ?? "for ever",
            by: (row) => row.createdBy,
            note: (row) => row.note,
          }),
          table(waiting.rows, {
            waits: (row) => spokenNetwork(row.network) || "everywhere",
            for: (row) => row.address || "any address",
            "next attempt": (row) => row.notBeforeAt,
            wrong: (row) => row.guesses,
            "held back": (row) => row.heldBack,
          }),
        ].filter((part) => part !== "");
        cli.print(
          { blocks: blocks.rows, rules: rules.rows, waiting: waiting.rows },
          parts.join("\n\n") || "Nobody is kept out, nobody must wait, and there is no rule.",
        );
      }),
    );

  for (const action of ["deny", "allow"] as const) {
    protection
      .command(`${action} <network>`)
      .description(
        action === "deny"
          ? "keep a network or an address out"
          : "always let a network or an address in; lifts its blocks and waits",
      )
      .option("--for <time>", "30m, 2h, 7d or forever", "forever")
      .option("--note <text>", "why")
      .option("--yes", "also where it is this machine itself")
      .addHelpText("after", `\nExample:\n  popdesk protection ${action} 203.0.113.0/24 --for 2h`)
      .action((network: string, { for: lasts, note, yes }: { for: string; note?: string; yes?: boolean }) =>
        cli.withStore(async (store) => {
          const { addRule } = await import("../protection/add-rule.ts");
          const { confirmingWord } = await import("../protection/schema.ts");
          const confirmation = yes ? confirmingWord : undefined;
          const rule = await addRule(store, { network, action, lasts, note, confirmation }, cli.actor);
          const until = rule.expiresAt === null ? "" : ` until ${rule.expiresAt.toISOString().slice(0, 16)} UTC`;
          cli.print(rule, `${rule.network} is ${action === "allow" ? "let in" : "kept out"}${until}.`);
        }),
      );
  }

  protection
    .command("lift <network>")
    .description("let a network in again: its rule is taken off, its block lifted, its guesses forgotten")
    .action((typed: string) =>
      cli.withStore(async (store) => {
        const { liftNetwork } = await import("../protection/lift-network.ts");
        const { network, lifted } = await liftNetwork(store, { network: typed }, cli.actor);
        cli.print({ network, lifted }, `${network} may come in again.`);
      }),
    );

  protection
    .command("explain <ip>")
    .description("say what keeps a client out or makes it wait")
    .option("--account <address>", "that it signs in with")
    .action((remoteAddress: string, { account }: { account?: string }) =>
      cli.withStore(async (store) => {
        const { explainAddress } = await import("../protection/explain-address.ts");
        const { foldAddress } = await import("../account/address.ts");
        const { explanationLines } = await import("./protection-text.ts");
        const explanation = await explainAddress(store, { remoteAddress, address: foldAddress(account ?? "") });
        if (explanation === null) throw new UsageError(`${remoteAddress} is no IP address.`);
        cli.print(explanation, explanationLines(explanation).join("\n"));
      }),
    );

  protection
    .command("failures")
    .description("list refused sign-ins, a line for what is the same within an hour")
    .option("--account <address>", "only of this account")
    .option("--from <network>", "only from this address or network")
    .option("--limit <number>", "how many", "50")
    .action(({ account, from, limit }: { account?: string; from?: string; limit: string }) =>
      cli.withStore(async (store) => {
        const { readFailures } = await import("../sign-in-failure/read.ts");
        const { failureList, reasonText } = await import("../sign-in-failure/schema.ts");
        const { findAccount } = await import("./find.ts");
        const accountId = account === undefined ? undefined : (await findAccount(store, account)).id;
        const { rows, total } = await readFailures(store, failureList.parse({ accountId, from, pageSize: limit }));
        cli.print(
          { rows, total },
          table(rows, {
            address: (row) => row.address || "no address here",
            from: (row) => row.remoteAddress,
            why: (row) => reasonText(row.reason),
            how: (row) => row.mechanism,
            tls: (row) => row.tlsVersion,
            times: (row) => row.count,
            last: (row) => row.lastAt,
          }) || "No sign-in was refused.",
        );
      }),
    );

  protection
    .command("nftables")
    .description("print the lists as rules for the firewall of this machine")
    .addHelpText("after", "\nExample:\n  popdesk protection nftables | nft -f -")
    .action(() =>
      cli.withStore(async (store) => {
        const { readFirewall } = await import("../protection/read-firewall.ts");
        const { nftablesText } = await import("../protection/nftables.ts");
        const firewall = await readFirewall(store, everything);
        cli.print(firewall, nftablesText(firewall, store.clock.now()).trimEnd());
      }),
    );
}
