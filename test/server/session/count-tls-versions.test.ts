import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { countTlsVersions } from "#server/session/count-tls-versions.ts";
import { engines, freshStore, type TestStore } from "#test/support/databases.ts";

const dayMs = 24 * 60 * 60 * 1000;

describe.each(engines)("TLS of sign-ins on %s", (engine) => {
  let at: TestStore;
  beforeEach(async () => {
    at = await freshStore(engine);
  });
  afterEach(() => at.close());

  test("is counted of sessions that go on or ended since, by listener and version; without TLS or sign-in it is nobody's", async () => {
    const now = Date.now();
    const session = (days: number, given: object) => {
      const when = new Date(now - days * dayMs);
      return {
        id: `s${Math.random()}`,
        incarnationId: "i",
        listenerId: 1,
        remoteAddress: "192.0.2.1",
        remotePort: 1,
        localPort: 995,
        startedAt: when,
        signedInAt: when,
        endedAt: when,
        tlsVersion: "TLSv1.3",
        ...given,
      };
    };
    await at.store.db.session.createMany({
      data: [
        session(1, {}),
        session(29, { tlsVersion: "TLSv1.2" }),
        session(31, {}),
        session(2, { tlsVersion: null }),
        session(2, { signedInAt: null }),
        session(40, { endedAt: null }),
        session(3, { listenerId: 2 }),
      ],
    });
    const found = await countTlsVersions(at.store, new Date(now - 30 * dayMs));
    const texts = found.map(
      ({ listenerId, tlsVersion, sessionCount }) => `${listenerId} ${tlsVersion} ${sessionCount}`,
    );
    expect(texts.sort()).toEqual(["1 TLSv1.2 1", "1 TLSv1.3 2", "2 TLSv1.3 1"]);
  });
});
