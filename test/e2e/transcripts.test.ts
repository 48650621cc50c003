import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, test } from "vitest";
import { closeStore, openStore, type Store } from "#server/store.ts";
import { engines, freshData, type TestData } from "#test/support/databases.ts";
import { type RunningPopdesk, startPopdesk } from "#test/support/popdesk.ts";
import { SocketWorld } from "#test/support/socket-world.ts";
import { parseTranscript, playTranscript } from "#test/support/transcript.ts";

const folder = join(import.meta.dirname, "../transcripts");
/** Waits a quarter of a minute by design, since refusals come ever later; it is played against the memory backend. */
const slow = "five-refused-sign-ins-close.pop3";
const files = readdirSync(folder).filter((name) => name.endsWith(".pop3") && name !== slow);

/** The same conversations as test/pop3d/session/transcripts.test.ts, with a running daemon over its sockets. */
describe.each(engines)("transcripts against the daemon on %s", (engine) => {
  let data: TestData;
  let server: RunningPopdesk;
  let store: Store;
  let world: SocketWorld;

  beforeAll(async () => {
    data = await freshData(engine);
    server = await startPopdesk(data);
    store = await openStore(data.environment);
    world = await SocketWorld.prepare(store);
  });
  afterAll(async () => {
    await closeStore(store);
    await server?.stop();
    await data?.remove();
  });
  beforeEach(() => world.clear());

  test.each(files)("%s", async (name) => {
    await playTranscript(parseTranscript(readFileSync(join(folder, name), "utf8")), world);
  });
});
