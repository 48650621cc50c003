import { randomUUID } from "node:crypto";
import { rmdir } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import type { WireMessage } from "../body/wire-message.ts";
import { findLmtp } from "../delivery/find-lmtp.ts";
import { receivePiped } from "../delivery/receive-piped.ts";
import { type LmtpAnswer, LmtpUnreachable, submitLmtp } from "../delivery/submit-lmtp.ts";
import { WireForm } from "../delivery/wire-form.ts";
import { DomainError } from "../errors.ts";
import { rootsLmtpSocket } from "../listener/default-lmtp-socket.ts";
import type { Cli } from "./cli.ts";
import { becomeDataOwner, NotDataOwner } from "./data-owner.ts";
import { sysexits } from "./exit-codes.ts";

export interface DeliveryResult {
  readonly address: string;
  /** What the server said. */
  readonly text: string;
  /** Of sysexits.h. */
  readonly exitCode: number;
}

/** Reads the message whole, then hands it to the daemon, or stores it where none runs. */
export async function deliverPiped(
  cli: Cli,
  addresses: readonly string[],
  from: string | null,
): Promise<DeliveryResult[]> {
  const spoolDirectory = join(tmpdir(), `popdesk-${randomUUID()}`);
  const form = new WireForm({ spoolDirectory, dropsReturnPath: true });
  try {
    // What is spooled has no name any more, and the directory, made only for large messages, no use.
    const piped = await receivePiped(cli.io.stdin, form).finally(() => rmdir(spoolDirectory).catch(() => {}));
    if (piped.message.octets === 0)
      throw new DomainError("invalid", "Standard input was empty: there is no message to deliver.");
    const sender = from ?? piped.sender ?? "";
    if (/[\p{Cc}<>]/u.test(sender))
      throw new DomainError("invalid", `The sender ${JSON.stringify(sender)} is not an address.`);
    return await hand(cli, piped.message, sender, addresses);
  } finally {
    await form.discard();
  }
}

async function hand(
  cli: Cli,
  message: WireMessage,
  sender: string,
  addresses: readonly string[],
): Promise<DeliveryResult[]> {
  const submission = { sender, recipients: addresses, client: hostname(), message };
  const { environment } = cli;
  let isOwner = true;
  try {
    becomeDataOwner(environment);
  } catch (error) {
    if (!(error instanceof NotDataOwner)) throw error;
    isOwner = false;
  }
  const { lmtpSocket = rootsLmtpSocket } = environment;
  const places = isOwner ? await findLmtp(environment) : [{ path: lmtpSocket }];
  let unreachable = "";
  for (const place of places) {
    try {
      const answers = await submitLmtp(place, submission);
      return answers.map((answer, index) => resultOf(addresses[index] ?? "", answer));
    } catch (error) {
      const { message: reason } = error as Error;
      if (!(error instanceof LmtpUnreachable))
        throw new DomainError("daemon-away", `The daemon did not take the message: ${reason}.`, undefined, {
          cause: error,
        });
      unreachable = reason;
    }
  }
  if (isOwner) {
    const { deliverDirectly } = await import("./deliver-directly.ts");
    return cli.withStore((store) => deliverDirectly(store, message, sender, addresses));
  }
  throw new DomainError(
    "daemon-away",
    `The daemon cannot be reached (${unreachable}). Start Popdesk, name its socket with POPDESK_LMTP_SOCKET, or let this user use it.`,
  );
}

function resultOf(address: string, { code, status, text }: LmtpAnswer): DeliveryResult {
  return { address, text, exitCode: exitCodeFor(code, status) };
}

/** By the enhanced status code (RFC 3463 §3), where the reply code says that it is final. */
function exitCodeFor(code: number, status: string): number {
  if (code < 300) return sysexits.ok;
  if (code < 500) return sysexits.tempFail;
  if (status.startsWith("5.1.")) return sysexits.noUser;
  if (status.startsWith("5.2.") || status.startsWith("5.7.")) return sysexits.noPerm;
  return sysexits.dataErr;
}
