import type { Command } from "commander";
import type { Cli } from "./cli.ts";
import { UsageError } from "./cli.ts";
import { table } from "./table.ts";

export function addFinding(program: Command, cli: Cli): void {
  const finding = program
    .command("finding")
    .description(
      "what mail programs do that costs mail or too much: ghost messages, double downloads, polling and so on",
    );

  finding
    .command("list")
    .description("list what holds now; --ended what is gone")
    .option("--account <address>", "only of this account")
    .option("--ended", "what is gone by itself")
    .option("--limit <number>", "how many", "100")
    .action(({ account, ended, limit }: { account?: string; ended?: boolean; limit: string }) =>
      cli.withStore(async (store) => {
        const { readFindings } = await import("../finding/read.ts");
        const { findingList } = await import("../finding/schema.ts");
        const { findAccount } = await import("./find.ts");
        const accountId = account === undefined ? undefined : (await findAccount(store, account)).id;
        const list = findingList.parse({ accountId, state: ended ? "ended" : "open", pageSize: limit });
        const { rows, total } = await readFindings(store, list);
        cli.print(
          { rows, total },
          table(rows, {
            finding: (row) => row.id,
            address: (row) => row.address,
            kind: (row) => row.kind,
            since: (row) => row.firstSeenAt,
            "last seen": (row) => row.lastSeenAt,
            gone: (row) => row.endedAt,
            evidence: (row) => JSON.stringify(row.evidence),
          }) || "Nothing was found.",
        );
      }),
    );

  finding
    .command("fix <finding>")
    .description("ask the account's programs for a least time between sign-ins, where that mends it")
    .action((id: string) =>
      cli.withStore(async (store) => {
        const { fixFinding } = await import("../finding/fix-finding.ts");
        if (!/^\d{1,9}$/.test(id)) throw new UsageError("A finding is named by its number: see popdesk finding list.");
        const fixed = await fixFinding(store, { id: Number(id) }, cli.actor);
        cli.print(fixed, `${fixed.address} may sign in once in ${fixed.loginDelaySeconds} seconds.`);
      }),
    );
}
