import { readAliasList } from "#server/account/read-aliases.ts";
import { readAccounts } from "#server/account/read.ts";
import { accountFilters, accountList, accountSorts, aliasList } from "#server/account/schema.ts";
import { readDomains } from "#server/domain/read.ts";
import { domainList, domainSorts } from "#server/domain/schema.ts";
import { readLiveSessions, readPastSessions } from "#server/session/read.ts";
import { pastSessionList } from "#server/session/schema.ts";
import type { Store } from "#server/store.ts";
import { type Measured, pagesOf } from "./measured.ts";

const directions = ["asc", "desc"] as const;

const pastNarrowings = [
  {},
  { state: "AUTHORIZATION" },
  { state: "TRANSACTION" },
  { tls: "no" },
  { tls: "yes", span: "24h" },
  { end: "dropped" },
  { end: "error" },
  { listener: "1" },
  { listener: "1", end: "error", span: "30d" },
  { search: "ann" },
  { search: "gruber" },
  { search: "zzzz" },
  { search: ".example" },
  { search: ".example", end: "error" },
  { search: "198.51.7" },
  { search: "198.51.77.7" },
  { search: "203.0.113" },
  { accountId: 77 },
];

/** What the list pages can be asked for: every sort, direction and filter, at the first page, the middle and the last. */
export async function combinations(store: Store, isWanted: (name: string) => boolean): Promise<Measured[]> {
  const domain = await store.db.domain.findFirstOrThrow({ orderBy: { id: "asc" }, select: { id: true } });
  const all: Measured[] = [];
  const narrowings = [
    {},
    { domainId: domain.id },
    { search: "ann" },
    { search: "gruber" },
    { search: "zzzz" },
    { search: ".example" },
  ];
  for (const filter of accountFilters.filter(() => isWanted("accounts"))) {
    for (const narrowing of narrowings) {
      const { total } = await readAccounts(store, accountList.parse({ filter, ...narrowing }));
      for (const sort of accountSorts) {
        for (const direction of directions) {
          for (const page of pagesOf(total, 50)) {
            const list = accountList.parse({ filter, sort, direction, page, ...narrowing });
            const name = `accounts ${filter} ${JSON.stringify(narrowing)} by ${sort} ${direction}, page ${page}`;
            all.push({ name, run: (at) => readAccounts(at, list) });
          }
        }
      }
    }
  }
  for (const search of ["", "cedar"]) {
    for (const sort of domainSorts) {
      for (const direction of directions) {
        for (const page of [1, 4]) {
          const list = domainList.parse({ search, sort, direction, page });
          all.push({
            name: `domains "${search}" by ${sort} ${direction}, page ${page}`,
            run: (at) => readDomains(at, list),
          });
        }
      }
    }
  }
  for (const more of pastNarrowings.filter(() => isWanted("sessions"))) {
    const { total, isCut } = await readPastSessions(store, pastSessionList.parse(more));
    // Of a list that is not counted to its end one page far behind as well.
    const pages = [...pagesOf(total, 25), ...(isCut && !("search" in more) ? [4_000] : [])];
    for (const direction of directions) {
      for (const page of pages) {
        const list = pastSessionList.parse({ ...more, direction, page, pageSize: 25 });
        all.push({
          name: `sessions ${JSON.stringify(more)} ${direction}, page ${page} of ${total}${isCut ? "+" : ""} rows`,
          run: (at) => readPastSessions(at, list),
        });
      }
    }
  }
  all.push({ name: "live sessions", run: (at) => readLiveSessions(at) });
  for (const search of ["", "ann", "zzzz"].filter(() => isWanted("aliases"))) {
    const { total } = await readAliasList(store, aliasList.parse({ search }));
    for (const sort of ["address", "account", "createdAt"]) {
      for (const direction of directions) {
        for (const page of pagesOf(total, 50)) {
          const list = aliasList.parse({ search, sort, direction, page });
          all.push({
            name: `aliases "${search}" by ${sort} ${direction}, page ${page}`,
            run: (at) => readAliasList(at, list),
          });
        }
      }
    }
  }
  return all;
}
