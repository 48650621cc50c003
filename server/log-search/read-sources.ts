import type { Store } from "../store.ts";
import type { SourcesOfPage } from "./schema.ts";

/** What a page of lines must know of the sources: their names, whether any is read, and what is wrong with them. */
export async function readSourcesOfPage(store: Store): Promise<SourcesOfPage> {
  const [sources, states] = await Promise.all([
    store.db.logSource.findMany({ select: { id: true, name: true, isEnabled: true }, orderBy: { id: "asc" } }),
    store.logs.logSourceStatus.findMany({
      select: { sourceId: true, state: true, trouble: true, remedy: true, lineCount: true },
    }),
  ]);
  const enabled = sources.filter(({ isEnabled }) => isEnabled);
  const troubles = enabled.flatMap(({ id, name }) => {
    const status = states.find((each) => each.sourceId === id && each.state === "troubled");
    return status === undefined ? [] : [{ sourceId: id, name, trouble: status.trouble, remedy: status.remedy }];
  });
  return { sources: sources.map(({ id, name }) => ({ id, name })), hasEnabled: enabled.length > 0, troubles };
}
