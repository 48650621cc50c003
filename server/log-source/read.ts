import type { FileHandle } from "node:fs/promises";
import { nodeIdOf } from "../node/node-id.ts";
import type { Store } from "../store.ts";
import { openAllowed, refusedBy } from "./allowed-place.ts";
import { rightsOf } from "./rights.ts";
import type { SourceKind, SourceState, SourceView, SuggestedSource } from "./schema.ts";

const select = { id: true, name: true, path: true, kind: true, zone: true, isEnabled: true } as const;

/** The reader says at least every five seconds that it has looked. */
const oldMs = 20_000;

/** Sources that are to be read. */
export async function readWanted({ db }: Pick<Store, "db">): Promise<{ id: number; path: string; zone: string }[]> {
  return db.logSource.findMany({ where: { isEnabled: true }, select: { id: true, path: true, zone: true } });
}

/** Every source by name, with what the reader of this machine says of it. */
export async function readSources({ db, logs, clock, environment }: Store): Promise<SourceView[]> {
  const nodeId = nodeIdOf(environment);
  const [sources, facts] = await Promise.all([
    db.logSource.findMany({ orderBy: { name: "asc" }, select }),
    logs.logSourceStatus.findMany({ where: { nodeId } }),
  ]);
  const now = clock.now().getTime();
  return sources.map(({ kind, ...source }) => {
    const fact = facts.find(({ sourceId }) => sourceId === source.id);
    return {
      ...source,
      kind: kind as SourceKind,
      fact:
        fact === undefined
          ? null
          : {
              state: fact.state as SourceState,
              trouble: fact.trouble,
              remedy: fact.remedy,
              lastAt: fact.lastAt,
              lineCount: Number(fact.lineCount),
              waitingOctets: Number(fact.waitingOctets),
              readAt: fact.readAt,
              seenAt: fact.seenAt,
              isOld: now - fact.seenAt.getTime() > oldMs,
            },
    };
  });
}

/** Where mail logs are usually; the first that is there is enough, for syslog writes the same lines into each. */
const usualLogs = ["/var/log/mail.log", "/var/log/maillog", "/var/log/mail.info"];
/** What other programs write for themselves. */
const otherLogs = ["/var/log/dovecot.log", "/var/log/exim4/mainlog"];

/** Logs that are there and no source yet, readable or not; Popdesk's own first, where it is written to a file. */
export async function readSuggested(store: Store): Promise<SuggestedSource[]> {
  const known = new Set((await store.db.logSource.findMany({ select: { path: true } })).map(({ path }) => path));
  const suggested: SuggestedSource[] = [];
  const own = store.environment.logFile?.path;
  if (own !== undefined && !known.has(own)) {
    const refused = await tryToRead(store, own);
    if (refused !== null) suggested.push({ path: own, name: "Popdesk", kind: "file", ...refused });
  }
  const hasUsual = usualLogs.some((path) => known.has(path));
  for (const path of [...(hasUsual ? [] : usualLogs), ...otherLogs]) {
    if (known.has(path)) continue;
    const refused = await tryToRead(store, path);
    if (refused === null) continue;
    suggested.push({ path, name: path.slice(path.lastIndexOf("/") + 1), kind: "file", ...refused });
    if (usualLogs.includes(path) && refused.trouble === "") break;
  }
  return suggested;
}

/** Null where there is no such file, or it may not be one of a source. */
async function tryToRead({ environment }: Store, path: string): Promise<{ trouble: string; remedy: string } | null> {
  let handle: FileHandle;
  try {
    handle = await openAllowed(environment, path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "EACCES" && code !== "EPERM") {
      if (refusedBy(error, path) === null) throw error;
      return null;
    }
    return refusedBy(error, path, await rightsOf(path));
  }
  await handle.close();
  return { trouble: "", remedy: "" };
}
