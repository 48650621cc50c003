import { randomUUID } from "node:crypto";
import { type Actor, appendAudit } from "../../audit/append-audit.ts";
import { DomainError } from "../../errors.ts";
import { parseInput } from "../../input/parse-input.ts";
import { readSettings } from "../../setting/read.ts";
import type { Store } from "../../store.ts";
import { consoleUrlOf } from "./console-url.ts";
import { DeliveryFailed } from "./delivery-failed.ts";
import { channelSettings, oneChannel, type TestReport } from "./schema.ts";
import { send } from "./send.ts";

/** Says something by a channel at once, whether it is switched on or not. Tells what the other side answered, word by word. */
export async function testChannel(store: Store, input: { id: number }, actor: Actor): Promise<TestReport> {
  const { id } = parseInput(oneChannel, input);
  const row = await store.db.alertChannel.findUnique({ where: { id } });
  if (row === null) throw new DomainError("not-found", "This channel is gone.", "id");
  const channel = { settings: channelSettings.parse(JSON.parse(row.settings)), sealedSecret: row.sealedSecret };
  const { hostname: serverName } = await readSettings(store);
  const now = store.clock.now();
  const consoleUrl = consoleUrlOf(store.environment, serverName);
  const message = {
    id: `test-${randomUUID()}`,
    serverName,
    consoleUrl,
    isTest: true,
    isGathered: false,
    createdAt: now,
    items: [],
  };
  const startedMs = store.clock.monotonicMs();
  const report = await send(channel, store.sealer, message, now).then(
    (answer) => ({ isGood: true, answer }),
    (error: unknown) => {
      if (error instanceof DeliveryFailed) return { isGood: false, answer: error.message };
      throw error;
    },
  );
  await store.db.$transaction((tx) =>
    appendAudit(tx, actor, now, { action: "alert.channel-test", object: row.name, after: report }),
  );
  return { ...report, tookMs: Math.round(store.clock.monotonicMs() - startedMs) };
}
