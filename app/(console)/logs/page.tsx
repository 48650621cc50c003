import { Download, Radio, Square } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { AddFilter } from "#components/log/add-filter.tsx";
import type { LogRowActions } from "#components/log/act-buttons.tsx";
import { FilterChips } from "#components/log/filter-chips.tsx";
import { LogHistogramFigure } from "#components/log/log-histogram.tsx";
import { LogList } from "#components/log/log-list.tsx";
import { NoLines } from "#components/log/no-lines.tsx";
import { logsHref, logsPath, sourcesPath } from "#components/log/paths.ts";
import { SourceNotices } from "#components/log/source-notices.tsx";
import { LinkButton } from "#components/ui/button.tsx";
import { FilterLinks } from "#components/ui/filter-links.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Page } from "#components/ui/page.tsx";
import type { Query } from "#components/ui/query.ts";
import { SearchFilter } from "#components/ui/search-filter.tsx";
import { Card, Section } from "#components/ui/section.tsx";
import { readLogHistogram } from "#server/log-search/read-histogram.ts";
import { readLogPage } from "#server/log-search/read-page.ts";
import { readSourcesOfPage } from "#server/log-search/read-sources.ts";
import { filterParams, isFiltered, logKey, logSpans, readLogFilter, readPaging } from "#server/log-search/schema.ts";
import { results } from "#server/mail-log/schema.ts";
import { requireAdministrator } from "#server/web/require-administrator.ts";
import { theStore } from "#server/web/the-store.ts";
import { addRuleAction, endRuleAction, liftBlockAction } from "../protection/actions.ts";

export const metadata: Metadata = { title: "Mail logs" };

const pageSize = 100;
/** What names a place in the list, which is another with another filter. */
const places = ["before", "after", "open"];
const actions: LogRowActions = { addRule: addRuleAction, endRule: endRuleAction, liftBlock: liftBlockAction };
const spans = [...logSpans.map(({ value, label }) => ({ value, label }))];
const endings = [{ value: "", label: "Any result" }, ...results.map((value) => ({ value, label: value }))];

export default async function LogsPage({ searchParams }: { searchParams: Promise<Query> }) {
  await requireAdministrator();
  const store = await theStore();
  const query = await searchParams;
  const { filter, problems } = readLogFilter(query);
  const paging = readPaging(query);
  const [page, histogram, { sources, hasEnabled, troubles }] = await Promise.all([
    readLogPage(store, { filter, ...paging, size: pageSize }),
    readLogHistogram(store, filter),
    readSourcesOfPage(store),
  ]);
  const isAtNewest = paging.before === null && paging.after === null;
  const isTailing = query.tail === "on" && isAtNewest && filter.untilMs === null;
  const openId = logKey.safeParse({ id: query.open }).data?.id ?? null;
  const isRange = filter.fromMs !== null || filter.untilMs !== null;
  const newest = page.rows[0]?.id;
  const params = filterParams(filter);
  return (
    <Page
      title="Mail logs"
      description="What happened? Lines of all sources, the newest first; each opens to what it means and what can be done."
      actions={
        <>
          <LinkButton href="/logs/message">Way of a message</LinkButton>
          <LinkButton href={sourcesPath}>Sources</LinkButton>
          <LinkButton href={`/api/logs/export?${params}`} icon={<Download aria-hidden className="size-4" />} isDownload>
            CSV
          </LinkButton>
          <LinkButton
            href={`/api/logs/export?form=ndjson&${params}`}
            icon={<Download aria-hidden className="size-4" />}
            isDownload
          >
            NDJSON
          </LinkButton>
        </>
      }
    >
      <SourceNotices troubles={troubles} />
      {problems.map(({ name, value, message }) => (
        <Notice
          key={`${name} ${value}`}
          tone="warning"
          title={`The filter ${name}=${value.slice(0, 80)} was left out.`}
          actions={<LinkButton href={logsHref(filter)}>Without it</LinkButton>}
        >
          {message}
        </Notice>
      ))}
      <div className="flex flex-col gap-3">
        <div className="flex flex-wrap items-center gap-3">
          <SearchFilter placeholder="Words of the line" name="text" clears={places} />
          <FilterLinks
            label="Time"
            name="span"
            choices={[{ value: "", label: isRange ? "Range" : "All" }, ...spans]}
            path={logsPath}
            query={isRange ? { ...query, from: undefined, until: undefined } : query}
            clears={places}
          />
          <FilterLinks label="Result" name="result" choices={endings} path={logsPath} query={query} clears={places} />
          <AddFilter filter={filter} />
        </div>
        <FilterChips filter={filter} sourceName={sources.find(({ id }) => id === filter.sourceId)?.name ?? ""} />
      </div>
      {histogram !== null && (
        <Card>
          <LogHistogramFigure histogram={histogram} filter={filter} />
        </Card>
      )}
      <Section
        title={isAtNewest ? "Newest lines" : "Lines"}
        actions={
          isAtNewest ? (
            filter.untilMs === null &&
            (hasEnabled || page.rows.length > 0) && (
              <LinkButton
                href={isTailing ? logsHref(filter) : logsHref(filter, { tail: "on" })}
                icon={
                  isTailing ? <Square aria-hidden className="size-3.5" /> : <Radio aria-hidden className="size-4" />
                }
              >
                {isTailing ? "Stop following" : "Follow new lines"}
              </LinkButton>
            )
          ) : (
            <>
              {page.hasNewer && newest !== undefined && (
                <LinkButton href={logsHref(filter, { after: newest })}>Newer</LinkButton>
              )}
              <LinkButton href={logsHref(filter)}>Newest</LinkButton>
            </>
          )
        }
        isFlush
      >
        {page.rows.length === 0 && !isTailing ? (
          <NoLines isFiltered={isFiltered(filter)} hasSources={hasEnabled} isStopped={page.isStopped} />
        ) : (
          <LogList
            key={`${params} ${paging.before} ${paging.after} ${isTailing}`}
            page={page}
            filter={filter}
            nowMs={store.clock.now().getTime()}
            isTailing={isTailing}
            openId={openId}
            actions={actions}
          />
        )}
        {page.olderBefore !== null && (
          <nav
            aria-label="Older lines"
            className="flex items-center justify-between gap-4 border-t border-separator px-4 py-3 sm:px-5"
          >
            <span className="text-muted">
              {page.isStopped && "So many lines were looked through that looking stopped here."}
            </span>
            <Link
              href={logsHref(filter, { before: page.olderBefore })}
              className="flex h-8 items-center rounded-md border border-border bg-surface px-2.5 hover:bg-surface-secondary max-sm:h-10"
            >
              {page.isStopped ? "Look further back" : "Older lines"}
            </Link>
          </nav>
        )}
      </Section>
    </Page>
  );
}
