import { hostname } from "node:os";
import type { WireMessage } from "../body/wire-message.ts";
import { Deliverer } from "../delivery/deliverer.ts";
import { resolveRecipient } from "../delivery/resolve-recipient.ts";
import { traceLines } from "../delivery/trace-lines.ts";
import { DomainError } from "../errors.ts";
import { asQuotaPolicySays } from "../quota/over-quota.ts";
import { newSessionId } from "../session/session-id.ts";
import { readSettings } from "../setting/read.ts";
import type { Store } from "../store.ts";
import type { DeliveryResult } from "./deliver-piped.ts";
import { exitCodeOf, sysexits } from "./exit-codes.ts";

/** Stores the message without the daemon, each recipient by itself. */
export async function deliverDirectly(
  store: Store,
  message: WireMessage,
  sender: string,
  addresses: readonly string[],
): Promise<DeliveryResult[]> {
  const deliverer = new Deliverer(store);
  const settings = await readSettings(store);
  const at = store.clock.now();
  const id = newSessionId(at);
  const trace = {
    sender,
    client: hostname(),
    remoteAddress: null,
    hostname: settings.hostname,
    protocol: "local",
    tls: null,
    id,
    at,
  };
  const deliver = async (address: string): Promise<DeliveryResult> => {
    try {
      const recipient = await resolveRecipient(store, address, message.octets);
      await deliverer.deliver({ recipient, prefix: traceLines({ ...trace, recipient: address }), message });
      return { address, text: "stored", exitCode: sysexits.ok };
    } catch (error) {
      const answer = asQuotaPolicySays(error, settings);
      if (!(answer instanceof DomainError)) throw answer;
      return { address, text: answer.message, exitCode: exitCodeOf(answer, true) };
    }
  };
  return Promise.all(addresses.map(deliver));
}
