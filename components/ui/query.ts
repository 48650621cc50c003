/** What stands after the question mark in the address bar, as a page's `searchParams` give it. */
export type Query = Record<string, string | string[] | undefined>;

/** `path` with `query`, changed by `changes`. What is null, empty or undefined leaves the address; what stands there more than once stays so. */
export function hrefWith(
  path: string,
  query: Query,
  changes: Record<string, string | number | null | undefined>,
): string {
  const all: Query = { ...query };
  for (const [name, value] of Object.entries(changes)) all[name] = value === null ? undefined : value?.toString();
  const entries = Object.entries(all).flatMap(([name, value]) =>
    [value ?? ""].flat().flatMap((each) => (each === "" ? [] : [[name, each]])),
  );
  return entries.length === 0 ? path : `${path}?${new URLSearchParams(entries)}`;
}
