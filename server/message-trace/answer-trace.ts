import type { Store } from "../store.ts";
import { findMessages } from "./find-messages.ts";
import { readMessageTrace } from "./read-message-trace.ts";
import type { MessageTrace, TraceCandidate, TraceQuestion } from "./schema.ts";

export interface TraceAnswer {
  /** The message that is meant; null where there is none, or several may be. */
  readonly trace: MessageTrace | null;
  /** Those of an address. */
  readonly candidates: readonly TraceCandidate[];
}

/** What is asked in an address or on a command line: a message by its names, or messages by an address. */
export async function answerTrace(store: Store, question: TraceQuestion): Promise<TraceAnswer> {
  const { what, at } = question;
  const queueId = question.queueId || what;
  const messageId = question.messageId || what;
  const address = question.address || what;
  // A Message-ID looks like an address, an address like no queue id.
  for (const start of [...(queueId.includes("@") ? [] : [{ queueId }]), { messageId }]) {
    if (Object.values(start).every((name) => name === "")) continue;
    const trace = await readMessageTrace(store, start, at);
    if (trace !== null) return { trace, candidates: [] };
  }
  return { trace: null, candidates: address === "" ? [] : await findMessages(store, address) };
}
