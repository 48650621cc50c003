/** Delivers to account 1 until it is killed; a line `sequence sha256` for each message that was acknowledged. */
import { createHash, randomBytes } from "node:crypto";
import { join } from "node:path";
import { Deliverer } from "#server/delivery/deliverer.ts";
import { WireForm } from "#server/delivery/wire-form.ts";
import { readEnvironment } from "#server/env.ts";
import { openStore } from "#server/store.ts";
import { wholeOf } from "#test/support/mail.ts";

const store = await openStore(readEnvironment());
const deliverer = new Deliverer(store);
const [recipient] = await store.db.account.findMany({ select: { id: true, address: true } });
if (!recipient) throw new Error("no account");
const spoolDirectory = join(store.environment.dataDirectory, "spool");

async function deliverOne(): Promise<void> {
  const form = new WireForm({ spoolDirectory, memoryLimitOctets: 4096 });
  await form.push(Buffer.from("Subject: random\r\n\r\n"));
  await form.push(randomBytes(1 + (randomBytes(2).readUInt16LE() % 9000)));
  const message = await form.finish();
  const sha256 = createHash("sha256")
    .update(await wholeOf(message.pieces()))
    .digest("hex");
  const to = { accountId: recipient?.id ?? 0, address: recipient?.address ?? "" };
  const { sequence } = await deliverer.deliver({ recipient: to, prefix: Buffer.alloc(0), message });
  process.stdout.write(`${sequence} ${sha256}\n`);
  await message.discard();
}

await Promise.all(
  Array.from({ length: 8 }, async () => {
    for (;;) await deliverOne();
  }),
);
