import assert from "node:assert/strict";
import fc from "fast-check";
import { MemoryWorld } from "#test/support/memory-world.ts";
import { account, play, plays } from "../model/play.ts";
import { cut } from "../octets.ts";
import { target } from "../target.ts";

export const pop3Model = target(
  "POP3 session: two clients, deliveries and lost bodies in any order are answered as a simple model says",
  100,
  fc.record({ plays, pieceOctets: fc.constantFrom(1, 3, 64, 65_536), readsLater: fc.boolean() }),
  async ({ plays, pieceOctets, readsLater }) => {
    const world = new MemoryWorld((said) => cut(said, plays.sizes));
    const { backend } = world;
    world.policy = { ...world.policy, tls: "starttls" };
    Object.assign(backend, { pieceOctets, readsLater });
    backend.addAccount(account.name, account.password);
    const kept = () => backend.account(account.name);
    const maildrop = await play(plays, {
      connect: () => world.connect(),
      deliver: async (wire) => {
        backend.deliver(account.name, wire);
        return kept().messages.at(-1)?.uniqueId as string;
      },
      lose: (number) => {
        backend.loseBody(account.name, number);
        return true;
      },
      failUpdates: (isSo) => {
        backend.updateRefusal = isSo ? { refused: "SYS/TEMP", text: "later" } : null;
        return true;
      },
      isLocked: async () => kept().lockedBy !== null,
    });
    assert.deepEqual(
      kept().messages.map(({ uniqueId }) => uniqueId),
      maildrop.messages.map(({ uniqueId }) => uniqueId),
    );
    assert.equal(backend.openBodies, 0);
    assert.deepEqual(backend.downloads, maildrop.downloads);
    assert.deepEqual(world.incidents, []);
  },
  8_000,
);
