import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readControl } from "#server/control/read-control.ts";
import { answerRequest, readOpenRequests } from "#server/request/answer-request.ts";
import { awaitAnswer } from "#server/request/await-answer.ts";
import { requestDaemon } from "#server/request/request-daemon.ts";
import { engines, freshStore, type TestStore } from "#test/support/databases.ts";
import { eventually } from "#test/support/eventually.ts";

describe.each(engines)("requests on %s", (engine) => {
  let at: TestStore;
  beforeEach(async () => {
    at = await freshStore(engine);
  });
  afterEach(() => at.close());

  const probe = (port: number) =>
    at.store.db.$transaction((tx) => requestDaemon(tx, "probe-port", { address: "*", port }, new Date()));
  const taken = { isFree: false, isOurs: false, errorCode: "EADDRINUSE", text: "Another program has it." };

  test("a request is seen by its number, answered once, and the asker gets the answer", async () => {
    const before = await readControl(at.store.db);
    const id = await probe(110);
    expect((await readControl(at.store.db)).requestNumber).toBe(before.requestNumber + 1);
    const answer = awaitAnswer(at.store, id, 20_000);
    const request = await eventually(async () => (await readOpenRequests(at.store))[0]);
    expect(request).toMatchObject({ id, kind: "probe-port", payload: { address: "*", port: 110 } });
    await answerRequest(at.store, { id, kind: "probe-port" }, taken);
    await answerRequest(at.store, { id, kind: "probe-port" }, { ...taken, isFree: true });
    expect(await answer).toEqual(taken);
    expect(await readOpenRequests(at.store)).toEqual([]);
  });

  test("where nobody answers the asker is told so, and the request is withdrawn", async () => {
    const id = await probe(110);
    await expect(awaitAnswer(at.store, id, 150)).rejects.toMatchObject({ code: "daemon-away" });
    expect(await readOpenRequests(at.store)).toEqual([]);
  });

  test("answers of yesterday are forgotten, open requests never", async () => {
    const [old, open, fresh] = [await probe(1), await probe(2), await probe(3)];
    await answerRequest(at.store, { id: old, kind: "probe-port" }, taken);
    const yesterday = new Date(Date.now() - 25 * 60 * 60 * 1000);
    await at.store.db.request.update({ where: { id: old }, data: { answeredAt: yesterday } });
    await answerRequest(at.store, { id: fresh, kind: "probe-port" }, taken);
    const left = await at.store.db.request.findMany({ orderBy: { id: "asc" }, select: { id: true } });
    expect(left).toEqual([{ id: open }, { id: fresh }]);
  });
});
