import { type FilterField, filterParams, type LogFilter, noFilter, withValue } from "#server/log-search/schema.ts";

export const logsPath = "/logs";
/** What is read, and how far. */
export const sourcesPath = "/logs/sources";

/** The list with this filter; `more` stands behind it: a place in the list, an open line, following. */
export function logsHref(filter: LogFilter, more: Readonly<Record<string, string | number>> = {}): string {
  const params = filterParams(filter);
  for (const [name, value] of Object.entries(more)) params.set(name, String(value));
  return params.size === 0 ? logsPath : `${logsPath}?${params}`;
}

/** All lines with this value, whatever is filtered now. */
export const linesWith = (field: FilterField, value: string | number): string =>
  logsHref(withValue(noFilter, field, String(value)));

/** The page of one line. */
export const lineHref = (id: number): string => `${logsPath}/${id}`;

/** The way of a message through all programs. */
export function messageTraceHref(name: "queueId" | "messageId" | "address", value: string, atMs?: number): string {
  const params = new URLSearchParams({ [name]: value });
  if (atMs !== undefined) params.set("at", String(atMs));
  return `${logsPath}/message?${params}`;
}
