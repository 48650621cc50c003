import assert from "node:assert/strict";
import fc from "fast-check";
import { type MemoryConnection, MemoryWorld } from "#test/support/memory-world.ts";
import { ModelClient, ModelMaildrop } from "../model/pop3-model.ts";
import { cut, octets, sizes, text, wireMessage } from "../octets.ts";
import { pop3Speech } from "../pop3-speech.ts";
import { target } from "../target.ts";

const account = { name: "ann", password: " pass word " };

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

export const pop3Model = target(
  "POP3 session: two clients, deliveries and lost bodies in any order are answered as a simple model says",
  100,
  fc.record({
    messages: fc.array(wireMessage, { maxLength: 4 }),
    steps: fc.array(step, { minLength: 1, maxLength: 14 }),
    sizes,
    pieceOctets: fc.constantFrom(1, 3, 64, 65_536),
    readsLater: fc.boolean(),
  }),
  async ({ messages, steps, sizes, pieceOctets, readsLater }) => {
    const world = new MemoryWorld((said) => cut(said, sizes));
    world.policy = { ...world.policy, tls: "starttls" };
    Object.assign(world.backend, { pieceOctets, readsLater });
    world.backend.addAccount(account.name, account.password);
    const stored = () => world.backend.account(account.name);
    const maildrop = new ModelMaildrop();
    const clients: (Client | undefined)[] = [];
    const deliver = (wire: Uint8Array) => {
      world.backend.deliver(account.name, wire);
      const uniqueId = stored().messages.at(-1)?.uniqueId as string;
      maildrop.messages.push({ uniqueId, wire: text(wire), isGone: false });
    };
    const clientNumbered = async (number: number): Promise<Client> => {
      const known = clients[number];
      if (known !== undefined && !known.model.isClosed) return known;
      const connection = await world.connect();
      assert.match(connection.unread, greeting);
      const client = { connection, model: new ModelClient(maildrop, account), heard: connection.unread.length };
      clients[number] = client;
      return client;
    };

    for (const wire of messages) deliver(wire);
    for (const step of steps) {
      if (step.kind === "deliver") deliver(step.wire);
      else if (step.kind === "updates fail") {
        maildrop.updatesFail = step.isSo;
        world.backend.updateRefusal = step.isSo ? { refused: "SYS/TEMP", text: "later" } : null;
      } else if (step.kind === "lose") {
        const lost = maildrop.messages[step.number];
        if (lost === undefined) continue;
        lost.isGone = true;
        world.backend.loseBody(account.name, step.number + 1);
      } else if (step.kind === "drop") {
        await clients[step.client]?.connection.drop();
        clients[step.client]?.model.drop();
      } else {
        const client = await clientNumbered(step.client);
        await client.connection.send(octets(step.speech));
        client.model.check(step.speech, client.connection.unread.slice(client.heard));
        client.heard = client.connection.unread.length;
        if (client.model.isShakingHands) {
          await client.connection.startTls();
          client.model.tlsStarted();
        }
      }
      assert.equal(
        stored().lockedBy !== null,
        maildrop.holder !== null,
        "the lock is held by nobody, or by a session that is over",
      );
      assert.deepEqual(
        stored().messages.map(({ uniqueId }) => uniqueId),
        maildrop.messages.map(({ uniqueId }) => uniqueId),
      );
    }
    for (const client of clients) await client?.connection.drop();
    assert.equal(stored().lockedBy, null);
    assert.equal(world.backend.openBodies, 0);
    assert.deepEqual(world.backend.downloads, maildrop.downloads);
    assert.deepEqual(world.incidents, []);
  },
  8_000,
);
