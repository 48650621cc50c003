import { join } from "node:path";
import type { Environment } from "../env.ts";

/** Where an MTA of another user reaches it. */
export const rootsLmtpSocket = "/run/popdesk/lmtp.sock";

/**
 * Where LMTP's unix socket lies unless somebody says otherwise: in /run for root; else in the data
 * directory, which nobody else may enter.
 */
export function defaultLmtpSocket({ dataDirectory, lmtpSocket }: Environment): string {
  if (lmtpSocket !== undefined) return lmtpSocket;
  return process.getuid?.() === 0 ? rootsLmtpSocket : join(dataDirectory, "lmtp.sock");
}
