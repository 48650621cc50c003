import { describe, expect, it } from "vitest";
import type { Maildrop } from "#pop3d/session/backend.ts";
import { plainCleartext } from "#pop3d/session/policy.ts";
import type { MemoryConnection } from "#test/support/memory-world.ts";
import { MemoryWorld } from "#test/support/memory-world.ts";
import { octetsOf, sampleMessage } from "#test/support/transcript-text.ts";

async function worldWithAnn(...octets: number[]): Promise<MemoryWorld> {
  const world = new MemoryWorld();
  world.backend.addAccount("ann", "secret");
  octets.forEach((size, at) => {
    world.backend.deliver("ann", sampleMessage(size, at + 1));
  });
  return world;
}

/** Sends one line and gives back all that is answered. */
async function say(connection: MemoryConnection, line: string): Promise<string> {
  await connection.send(octetsOf(`${line}\r\n`));
  const answered = connection.unread;
  while (connection.unread !== "") await connection.readLine();
  return answered;
}

async function signedIn(world: MemoryWorld): Promise<MemoryConnection> {
  const connection = await world.connect();
  await say(connection, "USER ann");
  expect(await say(connection, "PASS secret")).toMatch(/\+OK signed in/);
  return connection;
}

/** Lets a maildrop differ from the memory backend's in a point or two. */
function altered(world: MemoryWorld, change: (maildrop: Maildrop) => Partial<Maildrop>): void {
  const open = world.backend.openMaildrop.bind(world.backend);
  world.backend.openMaildrop = async (who, sessionId) => {
    const maildrop = await open(who, sessionId);
    return "refused" in maildrop ? maildrop : { ...maildrop, ...change(maildrop) };
  };
}

function deferred<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

describe("a sign-in", () => {
  it("goes by whose maildrop was opened, not by who was remembered", async () => {
    const world = await worldWithAnn();
    altered(world, () => ({ owner: { accountId: 7, address: "ann@example.org" } }));
    const connection = await signedIn(world);
    expect(connection.session.view).toMatchObject({ accountId: 7, address: "ann@example.org" });
  });
});

describe("refused sign-ins", () => {
  it("are delayed twice as long each time, and the fifth closes", async () => {
    const world = await worldWithAnn();
    const connection = await world.connect();
    for (let attempt = 0; attempt < 5; attempt += 1) {
      await say(connection, "USER ann");
      await say(connection, "PASS wrong");
    }
    const refusals = connection.replies.filter((reply) => reply.delayMs !== undefined);
    expect(refusals.map((reply) => reply.delayMs)).toEqual([500, 1000, 2000, 4000, 8000]);
    expect(refusals.map((reply) => reply.afterwards)).toEqual([...Array(4).fill("continue"), "close"]);
    expect(connection.session.view.ending).toBe("sign-in-failures");
  });

  it("do not count a lock or trouble of ours", async () => {
    const world = await worldWithAnn();
    await signedIn(world);
    const connection = await world.connect();
    for (let attempt = 0; attempt < 8; attempt += 1) {
      await say(connection, "USER ann");
      expect(await say(connection, "PASS secret")).toMatch(/^-ERR \[IN-USE\]/);
    }
    world.backend.authenticate = async () => ({ refused: "SYS/TEMP", text: "the database is away" });
    for (let attempt = 0; attempt < 8; attempt += 1) {
      await say(connection, "USER ann");
      expect(await say(connection, "PASS secret")).toMatch(/^-ERR \[SYS\/TEMP\]/);
    }
    expect(connection.replies.every((reply) => reply.delayMs === undefined)).toBe(true);
  });
});

describe("ten errors in a row", () => {
  it("free the lock before they are answered for the last time: a client that lingers must not keep itself out", async () => {
    const world = await worldWithAnn(120);
    const { session } = await signedIn(world);
    for (let error = 1; error <= 9; error += 1) await session.handleLine(octetsOf("NOSUCH"), error);
    expect(world.backend.account("ann").lockedBy).not.toBeNull();
    const last = await session.handleTooLongLine(10);
    expect(last.afterwards).toBe("close");
    expect(world.backend.account("ann").lockedBy).toBeNull();
    expect(session.view).toMatchObject({ state: "ENDED", ending: "protocol-errors", address: "ann" });
  });
});

describe("the length of a line", () => {
  it("of a SASL response may be more than a command's, and is refused once beyond its own limit", async () => {
    const world = await worldWithAnn();
    const password = "p".repeat(6000);
    world.backend.addAccount("ann", password);
    const connection = await world.connect();
    await say(connection, "AUTH PLAIN");
    expect(connection.session.maxLineOctets).toBe(12_288);
    expect(await say(connection, "A".repeat(12_300))).toBe("-ERR that line is longer than 12288 octets\r\n");
    expect(await say(connection, "A".repeat(600))).toBe("-ERR that line is longer than 512 octets\r\n");
    await say(connection, "AUTH PLAIN");
    expect(await say(connection, btoa(`\0ann\0${password}`))).toMatch(/^\+OK/);
    expect(connection.session.maxLineOctets).toBe(512);
  });

  it("of AUTH may be that of a command with a whole response, and of nothing else", async () => {
    const world = await worldWithAnn();
    const password = "p".repeat(6000);
    world.backend.addAccount("ann", password);
    const connection = await world.connect();
    await connection.readLine();
    const tooLong = "-ERR that line is longer than 512 octets\r\n";
    for (const line of [
      `USER ${"a".repeat(510)}`,
      `PASS ${"a".repeat(6000)}`,
      "A".repeat(13_000),
      "\x01".repeat(600),
    ]) {
      expect(await say(connection, line)).toBe(tooLong);
    }
    expect(await say(connection, `AUTH PLAIN ${"A".repeat(12_400)}`)).toBe(tooLong);
    expect(await say(connection, `AUTH PLAIN ${btoa(`\0ann\0${password}`)}`)).toMatch(/^\+OK/);
  });
});

describe("policy", () => {
  it("is read at each use", async () => {
    const world = await worldWithAnn();
    world.policy = { ...world.policy, tls: "starttls" };
    const connection = await world.connect();
    expect(await say(connection, "CAPA")).toMatch(/\r\nUSER\r\n.*STLS\r\n/s);
    world.policy = {
      ...world.policy,
      cleartext: plainCleartext.never,
      hasCertificate: false,
      expireDays: 30,
      announced: { expireDays: 90, expireDiffers: false, loginDelaySeconds: 60, loginDelayDiffers: false },
    };
    const capabilities = await say(connection, "CAPA");
    expect(capabilities).not.toMatch(/USER|SASL|STLS/);
    expect(capabilities).toMatch(/\r\nEXPIRE 30\r\nLOGIN-DELAY 60\r\n/);
    expect(await say(connection, "USER ann")).toMatch(/^-ERR \[AUTH\] .*995/);
    expect(await say(connection, "STLS")).toMatch(/^-ERR/);
  });
});

describe("figures", () => {
  it("add up exactly beyond 32 bits", async () => {
    const world = await worldWithAnn(100, 100, 100);
    altered(world, () => ({ octets: () => 4_294_967_297 }));
    const connection = await signedIn(world);
    expect(await say(connection, "STAT")).toBe("+OK 3 12884901891\r\n");
    await say(connection, "DELE 2");
    expect(await say(connection, "STAT")).toBe("+OK 2 8589934594\r\n");
    expect(await say(connection, "LIST")).toBe("+OK 2 messages\r\n1 4294967297\r\n3 4294967297\r\n.\r\n");
  });

  it("of 144,524 messages are listed whole, without what is marked", async () => {
    const world = await worldWithAnn();
    altered(world, () => ({ count: 144_524, octets: (index) => index + 1, uniqueId: (index) => `u${index}` }));
    const connection = await signedIn(world);
    await say(connection, "DELE 1");
    await say(connection, "DELE 144524");
    const octets = (144_524 * 144_525) / 2 - 1 - 144_524;
    expect(await say(connection, "STAT")).toBe(`+OK 144522 ${octets}\r\n`);
    const listing = (await say(connection, "UIDL")).split("\r\n");
    expect(listing.length).toBe(1 + 144_522 + 2);
    expect(listing[1]).toBe("2 u1");
    expect(listing.at(-3)).toBe("144523 u144522");
  });
});

describe("TOP msg 0", () => {
  it("asks the store for the header and not an octet more, whatever the size of the message", async () => {
    const world = await worldWithAnn(300_000);
    const asked: number[] = [];
    altered(world, ({ openBody }) => ({
      openBody: (index, octets) => {
        asked.push(octets);
        return openBody(index, octets);
      },
    }));
    const connection = await signedIn(world);
    expect(await say(connection, "TOP 1 0")).toMatch(/^\+OK [^\r]*\r\nSubject: message 1\r\n\r\n\.\r\n$/);
    expect(asked).toEqual(["Subject: message 1\r\n\r\n".length]);
  });
});

describe("what an account has retrieved within the hour", () => {
  it("before this session counts, is forgotten an hour later, and a cap of octets lets one message through", async () => {
    const world = await worldWithAnn(100, 100, 100);
    world.policy = { ...world.policy, maxMessagesPerHour: 3, maxOctetsPerHour: 250 };
    world.backend.retrievedLately = { messages: 2, octets: 60 };
    const { session } = await signedIn(world);
    const retrieve = async (number: number, now: number) => {
      const { parts } = await session.handleLine(octetsOf(`RETR ${number}`), now);
      let text = "";
      for await (const part of parts instanceof Uint8Array ? [parts] : parts) text += new TextDecoder().decode(part);
      return text.slice(0, 14);
    };
    expect(await retrieve(1, 10)).toBe("+OK 100 octets");
    expect(await retrieve(2, 20)).toBe("-ERR [SYS/TEMP");
    expect(await retrieve(2, 3_599_000)).toBe("-ERR [SYS/TEMP");
    expect(await retrieve(2, 3_600_010)).toBe("+OK 100 octets");
    expect(await retrieve(3, 3_600_020)).toBe("+OK 100 octets");
    expect(await retrieve(1, 3_600_030)).toBe("-ERR [SYS/TEMP");
    world.policy = { ...world.policy, maxOctetsPerHour: 50 };
    expect(await retrieve(1, 7_300_000)).toBe("+OK 100 octets");
    expect(await retrieve(1, 7_300_001)).toBe("-ERR [SYS/TEMP");
  });
});

describe("a message sent by RETR", () => {
  it("counts as downloaded when it was written, and by TOP never", async () => {
    const world = await worldWithAnn(120, 130);
    const connection = await signedIn(world);
    const { session } = connection;
    await say(connection, "TOP 1 999");
    const reply = await session.handleLine(octetsOf("RETR 2"), 1);
    expect(world.backend.downloads).toEqual([]);
    expect(session.view.retrieved.count).toBe(0);
    reply.written?.();
    expect(world.backend.downloads).toEqual(["id-2"]);
    expect([...session.view.retrieved]).toEqual([1]);
  });

  it("comes in pieces when it is long, and equals what was stored", async () => {
    const world = await worldWithAnn(300_000);
    world.backend.pieceOctets = 1000;
    const connection = await signedIn(world);
    const sent = await say(connection, "RETR 1");
    expect(sent.startsWith("+OK 300000 octets\r\n")).toBe(true);
    expect(sent.slice("+OK 300000 octets\r\n".length, -3)).toBe(new TextDecoder().decode(sampleMessage(300_000, 1)));
    expect(world.backend.openBodies).toBe(0);
  });

  it("is cut off, never ended, when its body turns out short, and the incident is kept", async () => {
    const world = await worldWithAnn(1000);
    world.backend.pieceOctets = 100;
    altered(world, ({ octets, openBody }) => ({
      octets: (index) => octets(index) + 1,
      openBody: (index, wanted) => openBody(index, wanted - 1),
    }));
    const connection = await signedIn(world);
    await expect(connection.send(octetsOf("RETR 1\r\n"))).rejects.toThrow("1000 of 1001");
    expect(connection.unread).not.toMatch(/\r\n\.\r\n$/);
    expect(world.backend.downloads).toEqual([]);
    expect(world.incidents.length).toBe(1);
    expect(world.backend.openBodies).toBe(0);
  });

  it("is -ERR when the store fails before the first octet", async () => {
    const world = await worldWithAnn(1000);
    let closed = 0;
    const failing = {
      read(): never {
        throw new Error("EIO");
      },
      close: () => {
        closed += 1;
      },
    };
    altered(world, () => ({ openBody: () => failing }));
    const connection = await signedIn(world);
    expect(await say(connection, "RETR 1")).toBe("-ERR [SYS/TEMP] internal error, incident 1\r\n");
    expect(await say(connection, "TOP 1 0")).toBe("-ERR [SYS/TEMP] internal error, incident 2\r\n");
    expect(closed).toBe(2);
    expect(await say(connection, "NOOP")).toBe("+OK\r\n");
  });
});

describe("the end of a session", () => {
  it("closes a body half sent, and what is left of it is never sent", async () => {
    const world = await worldWithAnn(1000);
    world.backend.pieceOctets = 100;
    const { session } = await signedIn(world);
    const reply = await session.handleLine(octetsOf("RETR 1"), 1);
    const parts = (reply.parts as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
    await parts.next();
    await session.end();
    expect(world.backend.openBodies).toBe(0);
    await parts.next();
    await expect(parts.next()).rejects.toThrow("ended");
    expect(world.incidents).toEqual([]);
  });

  it("closes a body whose sending was never begun", async () => {
    const world = await worldWithAnn(1000);
    world.backend.pieceOctets = 100;
    const { session } = await signedIn(world);
    await session.handleLine(octetsOf("RETR 1"), 1);
    expect(world.backend.openBodies).toBe(1);
    await session.end();
    expect(world.backend.openBodies).toBe(0);
  });

  it("gives back a lock that arrives after the client has gone", async () => {
    const world = await worldWithAnn(100);
    const gate = deferred<void>();
    const open = world.backend.openMaildrop.bind(world.backend);
    world.backend.openMaildrop = async (...args) => {
      const maildrop = await open(...args);
      await gate.promise;
      return maildrop;
    };
    const { session } = await world.connect();
    await session.handleLine(octetsOf("USER ann"), 1);
    const reply = session.handleLine(octetsOf("PASS secret"), 2);
    const ended = session.end();
    gate.resolve();
    await Promise.all([reply, ended]);
    expect(world.backend.account("ann").lockedBy).toBeNull();
    expect(session.view.state).toBe("ENDED");
  });

  it("lets an UPDATE under way finish, and removes nothing otherwise", async () => {
    const world = await worldWithAnn(100, 200);
    const gate = deferred<void>();
    const releases: string[] = [];
    altered(world, ({ removeMarked, release }) => ({
      removeMarked: async (indexes) => {
        await gate.promise;
        const refusal = await removeMarked(indexes);
        releases.push("committed");
        return refusal;
      },
      release: () => {
        releases.push("released");
        return release();
      },
    }));
    const { session } = await signedIn(world);
    await session.handleLine(octetsOf("DELE 1"), 1);
    const reply = session.handleLine(octetsOf("QUIT"), 2);
    expect(session.view.state).toBe("UPDATE");
    const ended = session.end();
    expect(session.end()).toBe(ended);
    gate.resolve();
    expect((await reply).afterwards).toBe("close");
    await ended;
    expect(releases).toEqual(["committed", "released"]);
    expect(world.backend.account("ann").messages.length).toBe(1);
    expect(session.view).toMatchObject({ state: "ENDED", ending: "quit", removedCount: 1, address: "ann" });
    expect([...session.view.marked]).toEqual([0]);
  });

  it("gives the lock back even when a bug could not be reported", async () => {
    const world = await worldWithAnn(100);
    altered(world, () => ({
      octets: () => {
        throw new Error("a bug");
      },
    }));
    const { session } = await signedIn(world);
    world.incidents.push = () => {
      throw new Error("the log is full");
    };
    expect(() => session.handleLine(octetsOf("STAT"), 1)).toThrow("the log is full");
    await session.end();
    expect(world.backend.account("ann").lockedBy).toBeNull();
  });

  it("obeys nothing more, not even QUIT", async () => {
    const world = await worldWithAnn(100);
    const { session } = await signedIn(world);
    await session.handleLine(octetsOf("DELE 1"), 1);
    await session.end();
    expect(await session.handleLine(octetsOf("QUIT"), 2)).toMatchObject({
      afterwards: "close",
      parts: new Uint8Array(0),
    });
    expect(world.backend.account("ann").messages.length).toBe(1);
    expect(session.view).toMatchObject({ ending: "ended", removedCount: 0 });
  });
});

describe("a bug in the backend", () => {
  it("is an incident with a number, and the session goes on", async () => {
    const world = await worldWithAnn(100);
    const authenticate = world.backend.authenticate.bind(world.backend);
    world.backend.authenticate = async () => {
      throw new TypeError("undefined is not a function");
    };
    const connection = await world.connect();
    await say(connection, "USER ann");
    expect(await say(connection, "PASS secret")).toBe("-ERR [SYS/TEMP] internal error, incident 1\r\n");
    expect(world.incidents[0]).toBeInstanceOf(TypeError);
    world.backend.authenticate = authenticate;
    expect(await say(connection, "PASS secret")).toBe("-ERR PASS follows USER\r\n");
    await say(connection, "USER ann");
    expect(await say(connection, "PASS secret")).toMatch(/^\+OK/);
  });

  it("in the UPDATE closes the session, with the lock given back", async () => {
    const world = await worldWithAnn(100);
    altered(world, () => ({ removeMarked: () => Promise.reject(new Error("SQLITE_CORRUPT")) }));
    const connection = await signedIn(world);
    await say(connection, "DELE 1");
    expect(await say(connection, "QUIT")).toBe("-ERR [SYS/TEMP] internal error, incident 1\r\n");
    expect(await connection.readLine()).toBeNull();
    expect(world.backend.account("ann").lockedBy).toBeNull();
    expect(connection.session.view).toMatchObject({ ending: "update-failed", removedCount: 0 });
  });
});

describe("the view", () => {
  it("tells what goes on and no argument of it", async () => {
    const world = await worldWithAnn(100, 200);
    const connection = await world.connect();
    await say(connection, "USER ann");
    await say(connection, "hunter2");
    expect(connection.session.view).toMatchObject({
      state: "AUTHORIZATION",
      address: null,
      lastCommand: "USER",
      lastRefusal: "there is no such command; CAPA lists what is offered",
      messageCount: 0,
    });
    await say(connection, "PASS secret");
    await say(connection, "RETR 2");
    await say(connection, "DELE 2");
    const view = connection.session.view;
    expect(view).toMatchObject({
      state: "TRANSACTION",
      ending: null,
      address: "ann",
      accountId: 1,
      mechanism: "USER",
      signedInAt: 3,
      lastCommandAt: 5,
      lastCommand: "DELE",
      messageCount: 2,
    });
    expect([[...view.retrieved], [...view.marked]]).toEqual([[1], [1]]);
    expect(JSON.stringify(view)).not.toMatch(/secret|hunter2/);
  });
});
