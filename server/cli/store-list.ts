import type { Command } from "commander";
import type { Cli } from "./cli.ts";
import { octetsText, table } from "./table.ts";

const help = `
Removed messages leave their room in the segment they lie in: when half of it is dead, the daemon copies what lives to a
new one and the old one goes. Bodies kept as files are not listed: each is a file of its own.`;

export function addStoreList(store: Command, cli: Cli): void {
  store
    .command("list")
    .description("list the segments, and what of each is alive and dead")
    .addHelpText("after", help)
    .action(() =>
      cli.withStore(async (opened) => {
        const { readSegmentUsage } = await import("../body/upkeep/read-usage.ts");
        const rows = await readSegmentUsage(opened);
        const total = (read: (row: (typeof rows)[number]) => number) => rows.reduce((sum, row) => sum + read(row), 0);
        const [octets, deadOctets] = [total((row) => row.octets), total((row) => row.deadOctets)];
        const text = table(rows, {
          segment: (row) => row.name,
          state: (row) => row.state,
          octets: (row) => row.octets,
          living: (row) => row.octets - row.deadOctets,
          dead: (row) => row.deadOctets,
          written: (row) => row.modifiedAt,
        });
        const sum = `${rows.length} segments, ${octetsText(octets)}, of which ${octetsText(deadOctets)} are dead.`;
        cli.print(
          { rows, total: rows.length, octets, deadOctets },
          text === "" ? "There are no segments." : `${text}\n${sum}`,
        );
      }),
    );
}
