import type { DomainError, ErrorCode } from "../errors.ts";

/** Exit codes of every verb but deliver, as `popdesk --help` explains them. */
export const exitCodes = {
  done: 0,
  refused: 1,
  usage: 2,
  configuration: 3,
  daemonAway: 4,
  storage: 5,
  /** A bug. EX_SOFTWARE of sysexits.h. */
  internal: 70,
  /** Ctrl+C, as shells count it. */
  cancelled: 130,
} as const;

const codes = {
  invalid: exitCodes.usage,
  "not-found": exitCodes.refused,
  "already-exists": exitCodes.refused,
  "in-use": exitCodes.refused,
  "not-allowed": exitCodes.refused,
  "not-signed-in": exitCodes.refused,
  "mailbox-unknown": exitCodes.refused,
  "mailbox-disabled": exitCodes.refused,
  "over-quota": exitCodes.refused,
  "over-quota-final": exitCodes.refused,
  storage: exitCodes.storage,
  "lock-lost": exitCodes.storage,
  "daemon-away": exitCodes.daemonAway,
  configuration: exitCodes.configuration,
} satisfies Record<ErrorCode, number>;

/** What deliver says to the MTA that called it (sysexits.h): all that may pass by itself is EX_TEMPFAIL, so that no mail is returned for our trouble. */
export const sysexits = { ok: 0, usage: 64, dataErr: 65, noUser: 67, tempFail: 75, noPerm: 77 } as const;

const deliveryCodes = {
  invalid: sysexits.dataErr,
  "not-found": sysexits.noUser,
  "mailbox-unknown": sysexits.noUser,
  "mailbox-disabled": sysexits.noPerm,
  "not-allowed": sysexits.noPerm,
  "not-signed-in": sysexits.noPerm,
  "over-quota": sysexits.tempFail,
  "over-quota-final": sysexits.noPerm,
  "already-exists": sysexits.tempFail,
  "in-use": sysexits.tempFail,
  storage: sysexits.tempFail,
  "lock-lost": sysexits.tempFail,
  "daemon-away": sysexits.tempFail,
  configuration: sysexits.tempFail,
} satisfies Record<ErrorCode, number>;

export function exitCodeOf(error: DomainError, isDelivery: boolean): number {
  return (isDelivery ? deliveryCodes : codes)[error.code];
}
