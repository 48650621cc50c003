import { explainConnection } from "./explain-failure.ts";
import { LineClient, type Place } from "./line-client.ts";
import type { ConversationLine, ListenerTrial, TrialFailure } from "./schema.ts";

export interface ListenerPlace {
  readonly place: Place;
  readonly protocol: "pop3" | "lmtp";
  /** The name to ask for in the handshake; absent where the listener begins in the clear. */
  readonly serverName?: string;
}

/** Connects as a client would, waits for the greeting, and says goodbye. */
export async function tryListener({ place, protocol, serverName }: ListenerPlace): Promise<ListenerTrial> {
  const startedAt = performance.now();
  const conversation: ConversationLine[] = [];
  let failure: TrialFailure | null = null;
  let client: LineClient | undefined;
  try {
    client = await LineClient.open(place, serverName);
    const greeting = await client.receive();
    conversation.push({ from: "S", text: greeting });
    if (!greeting.startsWith(protocol === "pop3" ? "+OK" : "220")) failure = stranger(greeting);
    client.send("QUIT");
    conversation.push({ from: "C", text: "QUIT" }, { from: "S", text: await client.receive() });
  } catch (error) {
    failure ??= explainConnection(error, place);
  } finally {
    client?.close();
  }
  return { conversation, failure, tookMs: performance.now() - startedAt };
}

function stranger(greeting: string): TrialFailure {
  return {
    what: `The answer was not Popdesk's: ${greeting.slice(0, 80)}`,
    why: "Another program has this port.",
    remedy: "Stop that program, or choose another port.",
  };
}
