import { logEventRows } from "./events.ts";
import { logFields } from "./fields.ts";

/** docs/log-events.md, written from the table that the code logs by. */
export function logEventsDocument(): string {
  const events = logEventRows.map(({ name, levels, meaning, fields, more = [], as }) => {
    const listed = [...fields.map((field) => `\`${field}\``), ...more.map((field) => `(\`${field}\`)`)].join(", ");
    return `| \`${name}\` | ${levels.join(", ")} | ${meaning} | ${listed} | \`${as}\` |`;
  });
  const fields = Object.entries(logFields).map(([name, { kind, meaning }]) => `| \`${name}\` | ${kind} | ${meaning} |`);
  return `# Popdesk's own log: every event there is

One JSON object a line, on standard error, where a service manager collects it, and in the log's file (README.md, "The log"). Every line has \`level\` (20 debug, 30 info,
40 warn, 50 error, 60 fatal), \`time\` (UTC), \`pid\`, \`name\` (the part that speaks), \`event\`, the event's fields, and \`msg\`: the same for a person. Names of events and fields are stable.
Lines never hold a password or a message's text.

This page is written from the table that the code logs by (server/log-event): an event or field that is not here does not compile. \`popdesk logs parse\` and the page of mail logs read
these lines by the vocabulary of docs/mail-logs.md; the last column says as which of its events. What a line means and what to do about it stands in docs/log-knowledge.md.

## Events

Fields in brackets are there where they are known; the others always, null where they are not known.

| event | level | meaning | fields | read as |
|---|---|---|---|---|
${events.join("\n")}

## Fields

Kinds: text, number, flag, texts (a list), instant (UTC, ISO 8601), error (\`type\`, \`message\`, \`stack\`, \`code\`). Octets are octets, seconds are seconds.

| field | kind | what it holds |
|---|---|---|
${fields.join("\n")}
`;
}
