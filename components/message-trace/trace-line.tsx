import Link from "next/link";
import { lineHref } from "#components/log/paths.ts";
import { visibleText } from "#components/log/visible-text.ts";
import { messageOf, toneOf } from "#components/log/words.ts";
import { LifeDetails } from "#components/receipt/life.tsx";
import { Station } from "#components/receipt/station.tsx";
import { eventTitle, eventTone } from "#components/receipt/words.ts";
import type { TraceEvent } from "#server/message-trace/schema.ts";
import { lineTitle } from "./trace-words.ts";

/** The way of a message through all programs, as one line of time. */
export function TraceLine({ events }: { events: readonly TraceEvent[] }) {
  return (
    <ol className="flex flex-col">
      {events.map((event, at) => {
        const isLast = at === events.length - 1;
        if (event.kind === "line") {
          const { row } = event;
          const { program } = row.fields;
          return (
            <Station
              key={row.id}
              tone={toneOf(row.fields)}
              title={visibleText(lineTitle(row))}
              at={new Date(row.atMs)}
              isLast={isLast}
            >
              <p className="font-mono text-xs leading-5">{visibleText(messageOf(row).slice(0, 600))}</p>
              <Link href={lineHref(row.id)} prefetch={false} className="text-link hover:underline">
                {program === undefined ? "The line" : `The line of ${visibleText(program)}`}
              </Link>
            </Station>
          );
        }
        const { event: happened, life } = event;
        return (
          <Station
            // biome-ignore lint/suspicious/noArrayIndexKey: the line of time is whole, and of one message several things have one time
            key={`${life.accountId} ${life.sequence} ${at}`}
            tone={eventTone[happened.kind]}
            title={`Popdesk: ${eventTitle(happened)}`}
            at={happened.at}
            isLast={isLast}
          >
            <LifeDetails event={happened} life={life} />{" "}
            <Link href={`/messages/${life.accountId}/${life.sequence}`} className="text-link hover:underline">
              {`The message of ${life.address}`}
            </Link>
          </Station>
        );
      })}
    </ol>
  );
}
