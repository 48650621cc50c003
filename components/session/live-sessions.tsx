"use client";

import { Radio, SearchX } from "lucide-react";
import { useDeferredValue, useMemo, useState } from "react";
import type { FormAction } from "#components/ui/action-result.ts";
import { LinkButton } from "#components/ui/button.tsx";
import { countOf } from "#components/ui/count.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { Section } from "#components/ui/section.tsx";
import { type LiveRow, type LiveSessionFilter, liveMatcher } from "#server/session/schema.ts";
import { KickDialog } from "./kick-dialog.tsx";
import { LiveTable } from "./live-table.tsx";
import { useLiveRows } from "./use-live-rows.ts";

export interface LiveSessionsProps {
  /** The newest that match, until the browser has asked for all. */
  first: readonly LiveRow[];
  /** How many match in all. */
  total: number;
  filter: LiveSessionFilter;
  isFiltered: boolean;
  kick: FormAction;
}

/** Who is in right now. */
export function LiveSessions({ first, total, filter, isFiltered, kick }: LiveSessionsProps) {
  const live = useLiveRows(first);
  const [kicked, setKicked] = useState<LiveRow | null>(null);
  const [isAsking, setAsking] = useState(false);
  const matches = useMemo(() => liveMatcher(filter), [filter]);
  const shown = useMemo(() => live.rows.filter(matches), [live.rows, matches]);
  // Typing and scrolling go before a redrawing of the list.
  const rows = useDeferredValue(shown);
  const count = live.isWhole ? shown.length : total;
  const ask = useMemo(
    () => (row: LiveRow) => {
      setKicked(row);
      setAsking(true);
    },
    [],
  );
  return (
    <Section title={count === 0 ? "Live" : countOf(count, "live session")} isFlush>
      {rows.length === 0 ? <NobodyIn isFiltered={isFiltered} /> : <LiveTable rows={rows} onKick={ask} />}
      {kicked !== null && (
        <KickDialog session={kicked} action={kick} isOpen={isAsking} onOpenChange={setAsking} key={kicked.id} />
      )}
    </Section>
  );
}

function NobodyIn({ isFiltered }: { isFiltered: boolean }) {
  return isFiltered ? (
    <Empty
      icon={SearchX}
      title="No live session matches"
      actions={<LinkButton href="/sessions">Show all</LinkButton>}
    />
  ) : (
    <Empty icon={Radio} title="Nobody is in right now">
      A session appears here the moment a mail program connects, and goes when it leaves.
    </Empty>
  );
}
