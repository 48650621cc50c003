import assert from "node:assert/strict";
import fc from "fast-check";
import type { MemoryConnection } from "#test/support/memory-world.ts";
import { octets, sizes, text, wireMessage } from "../octets.ts";
import { pop3Speech } from "../pop3-speech.ts";
import { ModelClient, ModelMaildrop } from "./pop3-model.ts";

export const account = { name: "ann", password: " pass word " };

const speech = pop3Speech(account);

const step = fc.oneof(
  {
    weight: 16,
    arbitrary: fc.record({ kind: fc.constant("say" as const), client: fc.constantFrom(0, 0, 0, 1), speech }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("deliver" as const), wire: wireMessage }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("lose" as const), number: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("updates fail" as const), isSo: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("drop" as const), client: fc.constantFrom(0, 1) }) },
);

interface Client {
  readonly connection: MemoryConnection;
  readonly model: ModelClient;
  heard: number;
}

const greeting = /^\+OK [^\r\n]*\r\n$/;

/** Two clients of one account, deliveries and trouble in any order. */
export const plays = fc.record({
  messages: fc.array(wireMessage, { maxLength: 4 }),
  steps: fc.array(step, { minLength: 1, maxLength: 14 }),
  sizes,
});

export type Play = typeof plays extends fc.Arbitrary<infer T> ? T : never;

/** What is played with: sessions before something that keeps mail. */
export interface Stage {
  connect(): Promise<MemoryConnection>;
  /** Gives the unique-id. */
  deliver(wire: Uint8Array): Promise<string>;
  /** Each false where this stage has no such trouble. */
  lose(number: number): boolean;
  failUpdates(isSo: boolean): boolean;
  isLocked(): Promise<boolean>;
}

/** Plays all steps and checks every answer and the lock; at the end nobody is connected. Gives what must be kept. */
export async function play({ messages, steps }: Play, stage: Stage): Promise<ModelMaildrop> {
  const maildrop = new ModelMaildrop();
  const clients: (Client | undefined)[] = [];
  const deliver = async (wire: Uint8Array) => {
    maildrop.messages.push({ uniqueId: await stage.deliver(wire), wire: text(wire), isGone: false });
  };
  const clientNumbered = async (number: number): Promise<Client> => {
    const known = clients[number];
    if (known !== undefined && !known.model.isClosed) return known;
    const connection = await stage.connect();
    assert.match(connection.unread, greeting);
    const client = { connection, model: new ModelClient(maildrop, account), heard: connection.unread.length };
    clients[number] = client;
    return client;
  };
  const say = async (client: Client, speech: string) => {
    await client.connection.send(octets(speech));
    client.model.check(speech, client.connection.unread.slice(client.heard));
    client.heard = client.connection.unread.length;
    if (!client.model.isShakingHands) return;
    await client.connection.startTls();
    client.model.tlsStarted();
  };

  for (const wire of messages) await deliver(wire);
  for (const step of steps) {
    if (step.kind === "deliver") await deliver(step.wire);
    else if (step.kind === "updates fail") maildrop.updatesFail = stage.failUpdates(step.isSo) && step.isSo;
    else if (step.kind === "lose") {
      const lost = maildrop.messages[step.number];
      if (lost !== undefined) lost.isGone ||= stage.lose(step.number + 1);
    } else if (step.kind === "drop") {
      await clients[step.client]?.connection.drop();
      clients[step.client]?.model.drop();
    } else await say(await clientNumbered(step.client), step.speech);
    const isHeld = maildrop.holder !== null;
    assert.equal(await stage.isLocked(), isHeld, "the lock is nobody's, or that of a session that is over");
  }
  for (const client of clients) {
    await client?.connection.drop();
    client?.model.drop();
  }
  assert.equal(await stage.isLocked(), false);
  await say(await clientNumbered(0), `USER ${account.name}\r\nPASS ${account.password}\r\nLIST\r\nUIDL\r\nQUIT\r\n`);
  return maildrop;
}
