import type { SessionContext } from "./command.ts";
import { offeredMechanisms } from "./mechanisms/index.ts";
import { mayStartTls, mayTryUser, type SessionPolicy } from "./policy.ts";
import type { CommandState, StateNamed } from "./state.ts";

type Here = StateNamed<CommandState>;

/** A line of CAPA's answer, or null where it would not be true now. */
type Capability = (session: SessionContext, state: Here) => string | null;

const capabilities: readonly Capability[] = [
  /** RFC 2449 §6.1 */
  () => "TOP",
  /** RFC 2449 §6.8 */
  () => "UIDL",
  /** RFC 2449 §6.2; RFC 2595 §2.3: not where a password may not be sent readable. */
  (session) => (mayTryUser(session) ? "USER" : null),
  /** RFC 5034 §3 */
  (session) => {
    const names = offeredMechanisms(session).map((mechanism) => mechanism.name);
    return names.length === 0 ? null : `SASL ${names.join(" ")}`;
  },
  /** RFC 2595 §4: before the sign-in only, and never inside TLS. */
  ({ policy, peer }, { name }) => (name === "AUTHORIZATION" && mayStartTls(policy, peer) ? "STLS" : null),
  /** RFC 2449 §6.4 */
  () => "RESP-CODES",
  /** RFC 3206 §6 */
  () => "AUTH-RESP-CODE",
  /** RFC 2449 §6.6 */
  () => "PIPELINING",
  /** RFC 6856 §2.2: USER and PASS, where they are offered, take UTF-8 whether or not the client says UTF8. */
  (session) => (mayTryUser(session) ? "UTF8 USER" : "UTF8"),
  /** RFC 6856 §3.1 */
  () => "LANG",
  /** RFC 2449 §6.7: before the sign-in the fewest days that any account may have, and USER where others may have more. */
  ({ policy }, state) => {
    const { value, differs } = announcedIn(state, policy, "expireDays", "expireDiffers");
    const expire = atMost(policy.expireDays, value);
    return expire === null ? null : `EXPIRE ${expire}${differs ? " USER" : ""}`;
  },
  /** RFC 2449 §6.5: before the sign-in the longest that any account may have. */
  ({ policy }, state) => {
    const { value, differs } = announcedIn(state, policy, "loginDelaySeconds", "loginDelayDiffers");
    return value === null ? null : `LOGIN-DELAY ${value}${differs ? " USER" : ""}`;
  },
  /** RFC 2449 §6.9, which allows TRANSACTION only: a stranger need not know what to look up. */
  ({ policy }, { name }) =>
    name === "TRANSACTION" && policy.implementation !== null ? `IMPLEMENTATION ${policy.implementation}` : null,
];

/** The capability lines that hold for this listener, TLS state, policy and session state. */
export function capabilityLines(session: SessionContext, state: Here): string[] {
  return capabilities.map((capability) => capability(session, state)).filter((line) => line !== null);
}

/** The account's own once somebody has signed in: then it does not differ any more. */
function announcedIn(
  state: Here,
  { announced }: SessionPolicy,
  name: "expireDays" | "loginDelaySeconds",
  differs: "expireDiffers" | "loginDelayDiffers",
): { value: number | null; differs: boolean } {
  const own = state.name === "TRANSACTION" ? state.maildrop.messages.retention : undefined;
  if (own !== undefined) return { value: own[name], differs: false };
  return { value: announced[name], differs: announced[differs] && state.name === "AUTHORIZATION" };
}

/** Never longer than the setting says; null there: nothing is said. */
function atMost(setting: SessionPolicy["expireDays"], days: number | null): SessionPolicy["expireDays"] {
  if (setting === null || days === null) return setting;
  return setting === "NEVER" ? days : Math.min(setting, days);
}
