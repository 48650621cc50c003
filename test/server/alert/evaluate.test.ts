import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { acknowledge } from "#server/alert/acknowledge.ts";
import { saveChannel } from "#server/alert/channel/save-channel.ts";
import { Deliveries } from "#server/alert/deliver.ts";
import { Evaluator } from "#server/alert/evaluator.ts";
import { endMute, mute, readMutes } from "#server/alert/mutes.ts";
import { readAlerts, readTold } from "#server/alert/read.ts";
import { releaseHeld } from "#server/alert/release-held.ts";
import { changeRule } from "#server/alert/rules.ts";
import { alertList, type AlertView } from "#server/alert/schema.ts";
import { changeSettings } from "#server/setting/change-settings.ts";
import { closeStore, openStore, type Store } from "#server/store.ts";
import { tester } from "#test/support/actor.ts";
import { engines, freshData, type TestData } from "#test/support/databases.ts";
import { HandClock } from "#test/support/hand-clock.ts";
import { WebReceiver } from "#test/support/receivers.ts";

interface Told {
  readonly title: string;
  readonly gathered: boolean;
  readonly alerts: readonly { change: string; condition: string; subject: string; text: string }[];
}

const watched = ["body-damage", "retention-run", "diagnostics"] as const;

describe.each(engines)("alerts on %s", (engine) => {
  let data: TestData;
  let store: Store;
  let clock: HandClock;
  let evaluator: Evaluator;
  let web: WebReceiver;

  beforeEach(async () => {
    [data, web] = await Promise.all([freshData(engine), WebReceiver.open()]);
    clock = new HandClock();
    store = await openStore(data.environment, clock);
    evaluator = new Evaluator(store);
    await saveChannel(store, { kind: "webhook", name: "desk", url: `${web.url}/hook` }, tester);
    await changeRule(store, { condition: "body-damage", forSeconds: 60, resolveSeconds: 120, isUrgent: false }, tester);
  });
  afterEach(async () => {
    web.close();
    await closeStore(store);
    await data.remove();
  });

  /** Time passes, then a round is made and what it queued is sent. */
  const after = async (seconds: number) => {
    clock.pass(seconds * 1000);
    expect(await evaluator.round(watched)).toBe(true);
    await deliver();
  };
  const deliver = async () => {
    const deliveries = new Deliveries(store);
    await deliveries.begin();
    await deliveries.settled();
  };
  const told = () => web.received.map(({ body }) => JSON.parse(body) as Told);
  const changes = () => told().map(({ alerts }) => alerts.map(({ change }) => change).join("+"));
  const damage = (count = 1) =>
    store.db.bodyDamage.createMany({
      data: Array.from({ length: count }, (_, sequence) => ({ accountId: 1, sequence, place: "x", problem: "gone" })),
    });
  const mend = () => store.db.bodyDamage.deleteMany();
  const open = async () => (await readAlerts(store, alertList.parse({}))).rows;
  const theAlert = async (): Promise<AlertView> => {
    const [only] = await open();
    if (only === undefined) throw new Error("there is no alert");
    return only;
  };

  it("what holds for long enough is told once, and once when it is over for long enough", async () => {
    await after(0);
    await damage();
    await after(0);
    expect((await theAlert()).state).toBe("pending");
    await after(59);
    expect(changes()).toEqual([]);
    await after(1);
    expect(changes()).toEqual(["fired"]);
    await after(600);
    expect(changes()).toEqual(["fired"]);
    await mend();
    await after(0);
    await after(119);
    expect((await theAlert()).clearSinceAt).not.toBeNull();
    await after(1);
    expect(changes()).toEqual(["fired", "resolved"]);
    expect(await open()).toEqual([]);
    const [past] = (await readAlerts(store, alertList.parse({ state: "resolved" }))).rows;
    expect(past?.condition).toBe("body-damage");
    expect((await readTold(store, past?.id ?? 0)).map(({ change, state, answer }) => [change, state, answer])).toEqual([
      ["resolved", "sent", "200 OK: ok"],
      ["fired", "sent", "200 OK: ok"],
    ]);
  });

  it("what swings never fires, and what fires and swings is told once", async () => {
    for (let round = 0; round < 5; round++) {
      await damage();
      await after(30);
      await after(29);
      await mend();
      await after(1);
    }
    expect(changes()).toEqual([]);
    expect(await store.db.alert.count()).toBe(0);
    await damage();
    await after(0);
    await after(60);
    for (let round = 0; round < 5; round++) {
      await mend();
      await after(60);
      await after(59);
      await damage();
      await after(1);
    }
    expect(changes()).toEqual(["fired"]);
    expect((await theAlert()).state).toBe("firing");
  });

  it("getting worse is told at each step, and a restart forgets nothing", async () => {
    await damage(1);
    await after(0);
    await after(60);
    await evaluator.stop();
    evaluator = new Evaluator(store);
    await after(5);
    expect(changes()).toEqual(["fired"]);
    await mend();
    await damage(3);
    await after(5);
    await after(5);
    expect(changes()).toEqual(["fired", "worse"]);
    await mend();
    await damage(1);
    await after(5);
    await mend();
    await damage(3);
    await after(5);
    expect(changes()).toEqual(["fired", "worse"]);
  });

  it("what is still wrong is told again at the interval; acknowledged it is silent until it is over", async () => {
    await changeSettings(store, { alertRemindHours: 2 }, tester);
    await damage();
    await after(0);
    await after(60);
    await after(7199);
    expect(changes()).toEqual(["fired"]);
    await after(1);
    expect(changes()).toEqual(["fired", "reminder"]);
    const { id } = await theAlert();
    await acknowledge(store, { id }, tester);
    expect(await theAlert()).toMatchObject({ acknowledgedBy: tester.name });
    await expect(acknowledge(store, { id }, tester)).rejects.toMatchObject({ code: "not-found" });
    await after(86_400);
    expect(changes()).toEqual(["fired", "reminder"]);
    await mend();
    await after(0);
    await after(120);
    expect(changes()).toEqual(["fired", "reminder", "resolved"]);
    expect(await store.db.auditEntry.count({ where: { action: "alert.acknowledge" } })).toBe(1);
  });

  it("a mute is silent until it ends; what is still wrong is told then", async () => {
    await mute(store, { condition: "body-damage", minutes: 60, reason: "disk is being changed" }, tester);
    await damage();
    await after(0);
    await after(60);
    await after(600);
    expect(changes()).toEqual([]);
    expect((await theAlert()).mutedUntilAt).not.toBeNull();
    await after(3600);
    expect(changes()).toEqual(["fired"]);
    await mute(store, { minutes: 60 }, tester);
    const [inForce] = await readMutes(store);
    expect(inForce?.title).toBe("Everything");
    await endMute(store, { id: inForce?.id ?? 0 }, tester);
    expect(await readMutes(store)).toEqual([]);
  });

  it("in quiet hours nothing is told but what is urgent; at their end, all of it at once", async () => {
    // The clock begins on a Saturday, at noon in UTC.
    await changeSettings(
      store,
      { alertQuietFrom: "11:00", alertQuietTo: "13:00", alertQuietDays: "6", alertTimeZone: "UTC" },
      tester,
    );
    await damage();
    await after(0);
    await after(60);
    await mend();
    await after(0);
    await after(120);
    await store.db.retentionRun.create({
      data: { cause: "schedule", state: "asking", question: "Really?", createdAt: clock.now() },
    });
    await after(5);
    await changeRule(store, { condition: "retention-run", isUrgent: true }, tester);
    await store.db.retentionRun.create({
      data: { cause: "schedule", state: "failed", errorText: "no disk", createdAt: clock.now(), endedAt: clock.now() },
    });
    await after(5);
    expect(told().map(({ alerts }) => alerts.map(({ subject }) => subject))).toEqual([["failed"]]);
    clock.pass(3_600_000);
    await releaseHeld(store);
    await deliver();
    expect(told()[1]?.gathered).toBe(true);
    expect(told()[1]?.alerts.map(({ change, condition }) => [change, condition])).toEqual([
      ["fired", "body-damage"],
      ["resolved", "body-damage"],
      ["fired", "retention-run"],
    ]);
    await after(5);
    expect(told()).toHaveLength(2);
  });

  it("of two that could evaluate one does; the other takes over when it is silent, and a late one writes nothing", async () => {
    const other = new Evaluator(store);
    expect(await evaluator.round()).toBe(true);
    expect(await other.round()).toBe(false);
    clock.pass(10_000);
    expect(await evaluator.round()).toBe(true);
    clock.pass(10_000);
    expect(await other.round()).toBe(false);
    clock.pass(14_000);
    expect(await other.round()).toBe(false);
    clock.pass(2_000);
    await damage();
    expect(await other.round(watched)).toBe(true);
    expect(await evaluator.round(watched)).toBe(false);
    await other.stop();
    expect(await evaluator.round()).toBe(true);
    expect(await store.db.alert.count()).toBe(1);
  });

  it("what nobody watches any more is over, and a channel hears only what is severe enough", async () => {
    await saveChannel(
      store,
      { kind: "webhook", name: "pager", url: `${web.url}/pager`, leastSeverity: "critical" },
      tester,
    );
    await changeRule(store, { condition: "retention-run", forSeconds: 0 }, tester);
    await store.db.retentionRun.create({
      data: { cause: "schedule", state: "asking", question: "Really?", createdAt: clock.now() },
    });
    await damage();
    await after(0);
    await after(60);
    const paths = () =>
      web.received.map(({ path, body }) => `${path} ${(JSON.parse(body) as Told).alerts[0]?.condition}`);
    expect(paths().sort()).toEqual(["/hook body-damage", "/hook retention-run", "/pager body-damage"]);
    await changeRule(store, { condition: "body-damage", isEnabled: false }, tester);
    await after(5);
    expect(changes().filter((change) => change === "resolved")).toHaveLength(2);
  });

  it("a condition that cannot be looked at leaves what stands, and says so", async () => {
    await damage();
    await after(0);
    await after(60);
    await store.db.task.create({
      data: {
        kind: "diagnostic",
        title: "t",
        state: "done",
        input: "{}",
        result: "{",
        actorKind: "administrator",
        actorName: "x",
        createdAt: clock.now(),
      },
    });
    await after(5);
    const { troubles } = await store.db.alertEvaluator.findUniqueOrThrow({ where: { id: 1 } });
    expect(Object.keys(JSON.parse(troubles) as object)).toEqual(["diagnostics"]);
    expect((await theAlert()).condition).toBe("body-damage");
  });
});
