import assert from "node:assert/strict";
import { inspect } from "node:util";
import { hash } from "@node-rs/argon2";
import fc from "fast-check";
import { DatabaseBackend } from "#pop3d/backend/database-backend.ts";
import { Deliverer } from "#server/delivery/deliverer.ts";
import { defaultSettings } from "#server/setting/schema.ts";
import { givenAccount, givenMessage } from "#test/support/mail.ts";
import { MemoryWorld } from "#test/support/memory-world.ts";
import { account, type Play, play, plays } from "../model/play.ts";
import { cut } from "../octets.ts";
import { ownStore } from "../own-store.ts";
import { target } from "../target.ts";

/** Made with the first play and kept: each has an account of its own. */
let opened: ReturnType<typeof open> | null = null;

async function open() {
  const { store, close } = await ownStore();
  const passwordHash = await hash(account.password, { memoryCost: 64, timeCost: 1 });
  return { store, passwordHash, deliverer: new Deliverer(store), plays: 0, close };
}

/** To be called when no more is played. */
export async function closeDatabase(): Promise<void> {
  const closing = opened;
  opened = null;
  await (await closing)?.close();
}

async function playOnDatabase(played: Play, snapshotLimitOctets: number): Promise<void> {
  opened ??= open();
  const at = await opened;
  const { store, passwordHash, deliverer } = at;
  at.plays += 1;
  const defaultDomain = `play-${at.plays}.example`;
  const recipient = await givenAccount(store, `${account.name}@${defaultDomain}`, { passwordHash });
  const incidents: unknown[] = [];
  const backend = new DatabaseBackend(store, "worker", {
    settings: () => ({ ...defaultSettings, defaultDomain }),
    report: (error) => incidents.push(error),
    snapshotLimitOctets,
  });
  const world = Object.assign(new MemoryWorld((said) => cut(said, played.sizes)), { backend });
  world.policy = { ...world.policy, tls: "starttls" };
  try {
    await play(played, {
      connect: () => world.connect(),
      deliver: async (wire) => {
        const message = await givenMessage(store, wire);
        const { uniqueId } = await deliverer.deliver({ recipient, prefix: new Uint8Array(), message });
        await message.discard();
        return uniqueId;
      },
      lose: () => false,
      failUpdates: () => false,
      isLocked: async () => (await store.db.maildropLock.count({ where: { accountId: recipient.accountId } })) > 0,
    });
  } catch (error) {
    throw new Error(`${error}; reported: ${incidents.map((each) => inspect(each, { depth: 4 })).join("; ")}`);
  } finally {
    await backend.close();
  }
  assert.deepEqual([...world.incidents, ...incidents], []);
}

export const pop3OnDatabase = target(
  "POP3 session on the database: two clients and deliveries in any order are answered as a simple model says",
  6,
  fc.record({ played: plays, snapshotLimitOctets: fc.constantFrom(0, 500, 64 * 1024 * 1024) }),
  ({ played, snapshotLimitOctets }) => playOnDatabase(played, snapshotLimitOctets),
  8_000,
);
