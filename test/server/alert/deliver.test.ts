import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { saveChannel } from "#server/alert/channel/save-channel.ts";
import { setChannelEnabled } from "#server/alert/channel/switch-channel.ts";
import { Deliveries } from "#server/alert/deliver.ts";
import { closeStore, openStore, type Store } from "#server/store.ts";
import { tester } from "#test/support/actor.ts";
import { engines, freshData, type TestData } from "#test/support/databases.ts";
import { eventually } from "#test/support/eventually.ts";
import { HandClock } from "#test/support/hand-clock.ts";
import { WebReceiver } from "#test/support/receivers.ts";

describe.each(engines)("delivery of alerts on %s", (engine) => {
  let data: TestData;
  let store: Store;
  let clock: HandClock;
  let web: WebReceiver;
  let channelId: number;

  beforeEach(async () => {
    [data, web] = await Promise.all([freshData(engine), WebReceiver.open()]);
    clock = new HandClock();
    store = await openStore(data.environment, clock);
    ({ id: channelId } = await saveChannel(store, { kind: "webhook", name: "desk", url: web.url }, tester));
  });
  afterEach(async () => {
    web.close();
    await closeStore(store);
    await data.remove();
  });

  const queue = async (text: string) => {
    const alert = await store.db.alert.create({
      data: {
        condition: "body-damage",
        subject: text,
        state: "firing",
        severity: "critical",
        text,
        href: "/",
        level: 0,
        firstSeenAt: clock.now(),
        firedAt: clock.now(),
      },
    });
    await store.db.alertMessage.create({
      data: {
        channelId,
        state: "waiting",
        createdAt: clock.now(),
        nextAt: clock.now(),
        items: { create: [{ alertId: alert.id, change: "fired", severity: "critical", text, at: clock.now() }] },
      },
    });
  };
  const deliver = async (seconds = 0) => {
    clock.pass(seconds * 1000);
    const deliveries = new Deliveries(store);
    await deliveries.begin();
    await deliveries.settled();
  };
  const texts = () =>
    web.received.map(({ body }) => (JSON.parse(body) as { alerts: { text: string }[] }).alerts[0]?.text);
  const states = async () =>
    (await store.db.alertMessage.findMany({ orderBy: { id: "asc" } })).map(({ state }) => state);

  it("what is not taken is tried again in order, with growing pauses, and given up at last", async () => {
    web.answer = { status: 503, text: "not now" };
    await queue("one");
    await queue("two");
    await deliver();
    expect(texts()).toEqual(["one"]);
    await deliver(29);
    expect(texts()).toHaveLength(1);
    await deliver(1);
    expect(texts()).toEqual(["one", "one"]);
    await deliver(59);
    expect(texts()).toHaveLength(2);
    await deliver(1);
    expect(texts()).toHaveLength(3);
    const [first] = await store.db.alertMessage.findMany({ orderBy: { id: "asc" } });
    expect(first?.answer).toContain("503 Service Unavailable: not now");
    web.answer = { status: 200 };
    await deliver(120);
    expect(texts().slice(3)).toEqual(["one", "two"]);
    web.answer = { status: 503 };
    await queue("three");
    for (let hour = 0; hour < 25; hour++) await deliver(3_601);
    expect(await states()).toEqual(["sent", "sent", "given-up"]);
  });

  it("what the other side does not like as it is keeps nobody waiting for a day", async () => {
    web.answer = { status: 422, text: "no such field" };
    await queue("odd");
    for (let round = 0; round < 5; round++) await deliver(600);
    expect(await states()).toEqual(["given-up"]);
    web.answer = { status: 200 };
    await queue("plain");
    await deliver();
    expect(await states()).toEqual(["given-up", "sent"]);
  });

  it("a process that is ended while it sends loses no message: another sends it under the same id, once", async () => {
    await queue("one");
    web.answer = "hang";
    const ended = new Deliveries(store);
    await ended.begin();
    await eventually(() => Promise.resolve(web.received.length === 1 || null));
    web.answer = { status: 200 };
    // As long as the first may still be at it, nobody else is.
    await deliver(60);
    expect(web.received).toHaveLength(1);
    await deliver(61);
    expect(await states()).toEqual(["sent"]);
    await deliver(3_600);
    expect(web.received.map(({ headers }) => headers["popdesk-message"])).toEqual([
      web.received[0]?.headers["popdesk-message"],
      web.received[0]?.headers["popdesk-message"],
    ]);
    // The first was not ended after all: what it thinks of it changes nothing any more.
    web.close();
    await ended.settled();
    expect(await states()).toEqual(["sent"]);
  });

  it("what waits for a channel that is switched off is given up", async () => {
    await queue("one");
    await setChannelEnabled(store, { id: channelId, isEnabled: false }, tester);
    await deliver();
    expect(await states()).toEqual(["given-up"]);
    expect(web.received).toEqual([]);
  });
});
