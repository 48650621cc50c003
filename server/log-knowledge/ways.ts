import type { ExplainedLine } from "./explain-entry.ts";
import { type PlaceName, places, type Way } from "./schema.ts";

const about = (path: string, name: string, value: string | null | undefined) =>
  value ? `${path}?${name}=${encodeURIComponent(value)}` : path;

const hrefs: Readonly<Record<PlaceName, (line: ExplainedLine) => string | null>> = {
  "explain-sign-in": ({ account, remoteIp }) => {
    const who = [account, remoteIp].filter(Boolean).join(" ");
    return who === "" ? "/explain" : about("/explain", "who", who);
  },
  account: ({ account }) => (account ? about("/accounts", "search", account) : null),
  accounts: () => "/accounts",
  listeners: () => "/listeners",
  certificates: () => "/certificates",
  protection: () => "/protection",
  limits: () => "/limits",
  quotas: () => "/quotas",
  retention: () => "/retention",
  locks: ({ account }) => about("/locks", "search", account),
  sessions: ({ account, remoteIp }) => about("/sessions", "search", account || remoteIp),
  history: ({ account, remoteIp }) => about("/history", "search", account || remoteIp),
  findings: () => "/findings",
  messages: ({ messageId, account }) => about("/messages", "search", messageId || account),
  domains: () => "/domains",
  diagnostics: () => "/diagnostics",
};

/** The pages where something can be done, filtered by what the line names; those that need what it does not say are left out. */
export function waysFrom(names: readonly PlaceName[], line: ExplainedLine): Way[] {
  return names.flatMap((place): Way[] => {
    const href = hrefs[place](line);
    return href === null ? [] : [{ place, label: places[place], href }];
  });
}
