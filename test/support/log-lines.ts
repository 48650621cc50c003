import { writeEntries } from "#server/log-entry/entry-statements.ts";
import { entryRow } from "#server/log-entry/entry-row.ts";
import { LineParser } from "#server/mail-log/parse-line.ts";
import type { Store } from "#server/store.ts";

const atOnce = 500;

/** Lines as the log reader stores them: of one source and one file of it, its name told. */
export async function storeLines(
  store: Store,
  written: readonly string[],
  { sourceName = "mail", path = "/var/log/mail.log" } = {},
): Promise<{ sourceId: number; fileId: number }> {
  const source = await store.db.logSource.upsert({
    where: { name: sourceName },
    create: { name: sourceName, path },
    update: {},
    select: { id: true },
  });
  const named = { sourceId: source.id, path };
  const seen = { nodeId: "here", device: "1", inode: path, seenAt: new Date() };
  const file =
    (await store.logs.logFile.findFirst({ where: named })) ??
    (await store.logs.logFile.create({ data: { ...named, ...seen } }));
  const parser = new LineParser({ zone: "UTC", referenceMs: Date.now() });
  let read = Number(file.readOctets);
  for (let at = 0; at < written.length; at += atOnce) {
    const rows = written.slice(at, at + atOnce).map((text) => {
      const line = Buffer.from(text, "utf8").toString("latin1");
      const entry = parser.parse(line);
      return entryRow(entry, line, Number.isNaN(entry.timeMs) ? Date.now() : entry.timeMs, line.length + 1, 0);
    });
    const octets = rows.reduce((sum, row) => sum + row.octets, 0);
    const batch = {
      fileId: file.id,
      sourceId: source.id,
      fromOctets: read,
      readOctets: read + octets,
      lastAtMs: null,
      rows,
    };
    if (!(await store.logStatements.write(writeEntries, batch))) throw new Error("somebody else read this file");
    read += octets;
  }
  return { sourceId: source.id, fileId: file.id };
}
