import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Store } from "#server/store.ts";
import { sealingMs } from "#server/ticket-key/lifetime.ts";
import { readTicketKeys } from "#server/ticket-key/read-ticket-keys.ts";
import { rotateTicketKeys } from "#server/ticket-key/rotate-ticket-keys.ts";
import { engines, freshStore, type TestStore } from "#test/support/databases.ts";
import { HandClock } from "#test/support/hand-clock.ts";

describe.each(engines)("ticket keys on %s", (engine) => {
  let at: TestStore;
  let store: Store;
  const clock = new HandClock();
  beforeEach(async () => {
    at = await freshStore(engine);
    store = { ...at.store, clock };
  });
  afterEach(() => at.close());

  test("are made once, whoever asks how often; a new one seals after a day, and the old one opens for another", async () => {
    await Promise.all([1, 2, 3].map(() => rotateTicketKeys(store)));
    const [first, ...more] = await readTicketKeys(store);
    expect(more).toEqual([]);
    expect(first).toHaveLength(48);
    clock.pass(sealingMs - 1);
    await rotateTicketKeys(store);
    expect(await readTicketKeys(store)).toHaveLength(1);
    clock.pass(1);
    await rotateTicketKeys(store);
    const [second, older] = await readTicketKeys(store);
    expect(older).toEqual(first);
    clock.pass(sealingMs);
    await rotateTicketKeys(store);
    expect((await readTicketKeys(store)).slice(1)).toEqual([second, first]);
    clock.pass(sealingMs);
    await rotateTicketKeys(store);
    expect(await readTicketKeys(store)).not.toContainEqual(first);
  });

  test("lie in the database sealed", async () => {
    await rotateTicketKeys(store);
    const [key = Buffer.alloc(0)] = await readTicketKeys(store);
    const { sealed } = await store.db.ticketKey.findFirstOrThrow();
    expect(Buffer.from(sealed).includes(key)).toBe(false);
    expect(Buffer.from(sealed).toString()).not.toContain(key.toString("base64"));
  });
});
