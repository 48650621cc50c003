import type { Page } from "../input/schema.ts";

const pageSize = 500;

/** Everything a paged read has. */
export async function allPages<Row>(read: (page: number, pageSize: number) => Promise<Page<Row>>): Promise<Row[]> {
  const rows: Row[] = [];
  for (let page = 1; ; page += 1) {
    const { rows: some, total } = await read(page, pageSize);
    rows.push(...some);
    if (some.length < pageSize || rows.length >= total) return rows;
  }
}
