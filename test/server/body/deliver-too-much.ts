/** Delivers to the first account messages that fit and messages that do not; the limit on files is the caller's. */
import { createHash, randomBytes } from "node:crypto";
import { Deliverer } from "#server/delivery/deliverer.ts";
import { readEnvironment } from "#server/env.ts";
import { DomainError } from "#server/errors.ts";
import { closeStore, openStore } from "#server/store.ts";

const store = await openStore(readEnvironment());
const deliverer = new Deliverer(store);
const account = await store.db.account.findFirstOrThrow({ orderBy: { id: "asc" } });

async function deliver(octets: number): Promise<void> {
  const content = randomBytes(octets);
  const message = {
    octets,
    headerOctets: octets,
    hasDotLines: false,
    pieces: () => [content],
    discard: async () => {},
  };
  try {
    const recipient = { accountId: account.id, address: account.address };
    await deliverer.deliver({ recipient, prefix: new Uint8Array(), message });
    process.stdout.write(`stored ${createHash("sha256").update(content).digest("hex")}\n`);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    process.stdout.write(`refused ${error.code} ${error.message}\n`);
  }
}

for (let count = 0; count < 60; count += 1) {
  if (count % 30 === 10) await deliver(4_000_000);
  await deliver(200_000);
}
await closeStore(store);
