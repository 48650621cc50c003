import { beforeEach, describe, expect, it } from "vitest";
import { type MemoryConnection, MemoryWorld } from "#test/support/memory-world.ts";
import { type ScramClient, scramSignIn } from "#test/support/scram-client.ts";
import { octetsOf } from "#test/support/transcript-text.ts";

let world: MemoryWorld;
beforeEach(() => {
  world = new MemoryWorld();
  world.backend.addAccount("ann", "pencil");
  world.backend.addAccount("a=b,c", "pencil");
});

async function connect(tls: "none" | "implicit" = "none"): Promise<MemoryConnection> {
  world.policy = { ...world.policy, tls };
  const connection = await world.connect();
  await connection.readLine();
  return connection;
}

function speakingTo(connection: MemoryConnection) {
  return async (line: string) => {
    await connection.send(octetsOf(`${line}\r\n`));
    return (await connection.readLine()) ?? "(closed)";
  };
}

async function signIn(client: Partial<ScramClient>, connection?: MemoryConnection) {
  return scramSignIn(speakingTo(connection ?? (await connect())), { name: "ann", password: "pencil", ...client });
}

const wrong = "-ERR [AUTH] name or password is wrong";

describe("SCRAM-SHA-256", () => {
  it("lets in who knows the password, and proves the server", async () => {
    const connection = await connect();
    const outcome = await signIn({}, connection);
    expect(outcome).toMatchObject({ answer: "+OK signed in, 0 messages", serverIsKnown: true });
    expect(connection.session.view).toMatchObject({ mechanism: "SCRAM-SHA-256", address: "ann" });
  });

  it("does so without an initial response too, and for names with commas and equals signs", async () => {
    expect((await signIn({ isInitial: false })).answer).toMatch(/^\+OK/);
    expect((await signIn({ name: "a=b,c" })).answer).toMatch(/^\+OK/);
  });

  it("says the same to a wrong password and an unknown name, with a challenge of the same look and a stable salt", async () => {
    const outcomes = [
      await signIn({ password: "wrong" }),
      await signIn({ name: "nobody" }),
      await signIn({ name: "nobody" }),
    ];
    expect(outcomes.map(({ answer }) => answer)).toEqual([wrong, wrong, wrong]);
    const salts = outcomes.map(({ serverFirst }) => /,s=(.{24}),i=4096$/.exec(serverFirst)?.[1]);
    expect(salts[1]).toBe(salts[2]);
    expect(salts[0]).not.toBe(salts[1]);
    expect(salts[0]).toBeDefined();
  });

  it("counts a wrong proof as a refused sign-in, and delays it", async () => {
    const connection = await connect();
    for (let attempt = 1; attempt <= 5; attempt += 1) await signIn({ password: "wrong" }, connection);
    expect(connection.replies.filter(({ delayMs }) => delayMs).map(({ delayMs }) => delayMs)).toEqual([
      500, 1000, 2000, 4000, 8000,
    ]);
    expect(connection.session.view.ending).toBe("sign-in-failures");
  });

  it("takes an authorization identity that is the account's own, and no other", async () => {
    expect((await signIn({ gs2: "n,a=ann," })).answer).toMatch(/^\+OK/);
    expect((await signIn({ gs2: "n,a=bob," })).answer).toMatch(/^-ERR \[AUTH\] signing in for another/);
  });

  it.each<[string, (final: string) => string, RegExp]>([
    ["another nonce", (final) => final.replace(/r=./, "r=!"), /nonce/],
    ["the nonce of the client alone", (final) => final.replace(/(r=fyko\+d2lbbFgONRv9qkxdawL)[^,]*/, "$1"), /nonce/],
    ["another GS2 header", (final) => final.replace("c=biws", "c=eSws"), /another TLS connection/],
    ["a proof cut short", (final) => final.replace(/p=.*/, "p=AAAA"), /name or password is wrong/],
    ["a proof that is too long", (final) => final.replace(/p=(.*)=$/, "p=$1AAAA"), /name or password is wrong|proof/],
    ["no proof", (final) => final.replace(/,p=.*/, ""), /proof/],
    ["an extension that must be known", (final) => final.replace(",r=", ",m=x,r="), /SCRAM|nonce/],
    ["an empty message", () => "", /SCRAM/],
  ])("refuses %s", async (_, alter, text) => {
    const { answer } = await signIn({ alter });
    expect(answer).toMatch(/^-ERR /);
    expect(answer).toMatch(text);
  });

  it("signs nobody in whose client answers the server's proof with more, or with *", async () => {
    for (const last of ["AAAA", "*"]) {
      const connection = await connect();
      const say = speakingTo(connection);
      const { answer } = await scramSignIn((line) => say(line === "" ? last : line), {
        name: "ann",
        password: "pencil",
      });
      expect(answer).toMatch(/^-ERR /);
      expect(connection.session.view.state).toBe("AUTHORIZATION");
      expect(world.backend.account("ann").lockedBy).toBeNull();
    }
  });

  it("is not offered where policy switched it off", async () => {
    world.policy = { ...world.policy, offersScram: false };
    expect((await signIn({})).answer).toBe("-ERR that mechanism is not offered; CAPA lists those that are");
  });
});

describe("channel binding", () => {
  const bound = (type: string, binding: Uint8Array): Partial<ScramClient> => ({
    isPlus: true,
    gs2: `p=${type},,`,
    binding,
  });
  const ours = (type: string, connection: MemoryConnection) => octetsOf(`${type} of ${connection.id}`);

  it.each(["tls-exporter", "tls-unique", "tls-server-end-point"])("by %s fits this connection alone", async (type) => {
    const connection = await connect("implicit");
    expect((await signIn(bound(type, octetsOf("of another connection")), connection)).answer).toMatch(
      /^-ERR \[AUTH\] this sign-in belongs to another TLS connection/,
    );
    const outcome = await signIn(bound(type, ours(type, connection)), connection);
    expect(outcome).toMatchObject({ answer: "+OK signed in, 0 messages", serverIsKnown: true });
    expect(connection.session.view.mechanism).toBe("SCRAM-SHA-256-PLUS");
  });

  it("is refused by an unknown type, and without TLS", async () => {
    const connection = await connect("implicit");
    expect((await signIn(bound("tls-magic", new Uint8Array(3)), connection)).answer).toMatch(/no channel binding/);
    expect((await signIn(bound("tls-exporter", new Uint8Array(3)))).answer).toMatch(/not offered/);
  });

  it("is demanded by -PLUS and foreign to the plain mechanism", async () => {
    const connection = await connect("implicit");
    expect((await signIn({ isPlus: true, gs2: "n,," }, connection)).answer).toMatch(/binds to the TLS channel/);
    expect((await signIn({ gs2: "p=tls-exporter,," }, connection)).answer).toMatch(/for SCRAM-SHA-256-PLUS/);
  });

  it("cannot be taken away by altering CAPA: a client that could bind and saw no -PLUS is told", async () => {
    expect((await signIn({ gs2: "y,," })).answer).toMatch(/^\+OK/);
    world.backend.account("ann").lockedBy = null;
    expect((await signIn({ gs2: "y,," }, await connect("implicit"))).answer).toMatch(/^-ERR \[AUTH\] .*altered/);
    expect((await signIn({ gs2: "n,," }, await connect("implicit"))).answer).toMatch(/^\+OK/);
  });
});
