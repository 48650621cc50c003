import type { SessionContext } from "./command.ts";
import { offeredMechanisms } from "./mechanisms/index.ts";
import { mayStartTls, mayTryUser } from "./policy.ts";
import type { CommandState } from "./state.ts";

/** A line of CAPA's answer, or null where it would not be true now. */
type Capability = (session: SessionContext, state: CommandState) => string | null;

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
  ({ policy, peer }, state) => (state === "AUTHORIZATION" && mayStartTls(policy, peer) ? "STLS" : null),
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
  /** RFC 2449 §6.7 */
  ({ policy }) => (policy.expireDays === null ? null : `EXPIRE ${policy.expireDays}`),
  /** RFC 2449 §6.5 */
  ({ policy }) => (policy.loginDelaySeconds === null ? null : `LOGIN-DELAY ${policy.loginDelaySeconds}`),
  /** RFC 2449 §6.9, which allows TRANSACTION only: a stranger need not know what to look up. */
  ({ policy }, state) =>
    state === "TRANSACTION" && policy.implementation !== null ? `IMPLEMENTATION ${policy.implementation}` : null,
];

/** The capability lines that hold for this listener, TLS state, policy and session state. */
export function capabilityLines(session: SessionContext, state: CommandState): string[] {
  return capabilities.map((capability) => capability(session, state)).filter((line) => line !== null);
}
