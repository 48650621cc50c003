import "server-only";
import { logger } from "#server/log.ts";
import type { LogFilter } from "#server/log-search/schema.ts";
import { LogTail } from "#server/log-search/tail.ts";
import type { Store } from "#server/store.ts";

const log = logger("console");
/** Between two looks: half of the second within which a new line should be seen, for lines are stored in batches. */
const lookMs = 400;

/** Sends lines that match and are newer than `since` as they come (TailNews). Gives back the way to stop. */
export function followLogs(
  store: Store,
  { filter, since }: { filter: LogFilter; since: number },
  send: (news: unknown) => void,
): () => void {
  const tail = new LogTail(store, filter, since);
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;
  let isTold = false;
  const look = async () => {
    try {
      const news = await tail.next();
      if (!isOver && news.rows.length > 0) send(news);
      isTold = false;
    } catch (err) {
      if (!isTold) log.error({ event: "logs-not-followed", err }, "new lines wait for the database");
      isTold = true;
    }
    if (!isOver) timer = setTimeout(() => void look(), lookMs);
  };
  void look();
  return () => {
    isOver = true;
    clearTimeout(timer);
  };
}
