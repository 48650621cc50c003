import type { FieldValue, LogField } from "./fields.ts";
import type { LogEventName, LogLevel, logEvents } from "./events.ts";

type Row<Event extends LogEventName> = (typeof logEvents)[Event];
type Always<Event extends LogEventName> = Row<Event>["fields"][number];
type Sometimes<Event extends LogEventName> =
  Row<Event> extends { readonly more: readonly (infer Name)[] } ? Extract<Name, LogField> : never;

/** An event with its fields. */
export type FactsOf<Event extends LogEventName> = { readonly event: Event } & {
  readonly [Name in Always<Event>]: FieldValue<Name>;
} & { readonly [Name in Sometimes<Event>]?: FieldValue<Name> };

type EventAt<Level extends LogLevel> = {
  [Event in LogEventName]: Level extends Row<Event>["levels"][number] ? Event : never;
}[LogEventName];

/** What may be said at a level: one of its events, with all of its fields and no others. */
export type FactsAt<Level extends LogLevel> = { [Event in EventAt<Level>]: FactsOf<Event> }[EventAt<Level>];
