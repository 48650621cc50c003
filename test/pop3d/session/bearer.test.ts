import { beforeEach, describe, expect, it } from "vitest";
import { type MemoryConnection, MemoryWorld } from "#test/support/memory-world.ts";
import { octetsOf } from "#test/support/transcript-text.ts";

let world: MemoryWorld;
beforeEach(() => {
  world = new MemoryWorld();
  world.policy = { ...world.policy, oidcIssuer: "https://issuer.example/" };
  world.backend.addAccount("ann", "secret");
  world.backend.tokens.set("good.token.of-ann", "ann");
});

async function say(connection: MemoryConnection, line: string): Promise<string> {
  await connection.send(octetsOf(`${line}\r\n`));
  return (await connection.readLine()) ?? "(closed)";
}

async function connect(): Promise<MemoryConnection> {
  const connection = await world.connect();
  await connection.readLine();
  return connection;
}

const oauth = (token: string, name = "ann") =>
  btoa(`n,a=${name},\x01host=mail.example\x01auth=Bearer ${token}\x01\x01`);
const google = (token: string, name = "ann") => btoa(`user=${name}\x01auth=Bearer ${token}\x01\x01`);
const refused = "-ERR [AUTH] name or password is wrong";

describe("a token", () => {
  it.each([
    ["OAUTHBEARER", oauth("good.token.of-ann")],
    ["OAUTHBEARER", btoa("n,,\x01auth=bearer good.token.of-ann\x01\x01")],
    ["XOAUTH2", google("good.token.of-ann")],
  ])("lets its account in by %s, at once and after an empty challenge", async (mechanism, message) => {
    for (const isInitial of [true, false]) {
      const connection = await connect();
      if (!isInitial) expect(await say(connection, `AUTH ${mechanism}`)).toBe("+ ");
      expect(await say(connection, isInitial ? `AUTH ${mechanism} ${message}` : message)).toMatch(/^\+OK signed in/);
      expect(connection.session.view).toMatchObject({ mechanism, address: "ann" });
      await connection.drop();
    }
  });

  it("of four thousand octets comes with AUTH, as most clients send it", async () => {
    const token = `${"a".repeat(4000)}.b.c`;
    world.backend.tokens.set(token, "ann");
    expect(await say(await connect(), `AUTH XOAUTH2 ${google(token)}`)).toMatch(/^\+OK/);
  });
});

describe("a token that is not believed", () => {
  it.each([
    ["OAUTHBEARER", oauth, btoa("\x01")],
    ["XOAUTH2", google, ""],
  ])("is told why by %s, and refused with the answer to that (RFC 7628 §3.2.2)", async (mechanism, message, dummy) => {
    const connection = await connect();
    const challenge = await say(connection, `AUTH ${mechanism} ${message("stale")}`);
    const trouble = JSON.parse(atob(challenge.slice(2)));
    if (mechanism === "OAUTHBEARER") {
      const configuration = "https://issuer.example/.well-known/openid-configuration";
      expect(trouble).toEqual({ status: "invalid_token", "openid-configuration": configuration });
    } else expect(trouble).toMatchObject({ status: "401", schemes: "bearer" });
    expect(await say(connection, dummy)).toBe(refused);
    expect(await say(connection, `AUTH ${mechanism} ${message("good.token.of-ann")}`)).toMatch(/^\+OK/);
  });

  it("counts as a refused sign-in whatever the client answers: cancelling spares nobody", async () => {
    const connection = await connect();
    for (const answer of ["*", "QUIT", "=", btoa("\x01")]) {
      await say(connection, `AUTH OAUTHBEARER ${oauth("stale")}`);
      expect(await say(connection, answer)).toBe(refused);
    }
    await say(connection, `AUTH OAUTHBEARER ${oauth("stale")}`);
    expect(await say(connection, "")).toBe(`${refused}; closing after 5 refused sign-ins`);
    expect(connection.replies.flatMap(({ delayMs }) => delayMs ?? [])).toEqual([500, 1000, 2000, 4000, 8000]);
  });

  it("is one of another account, too", async () => {
    world.backend.addAccount("bob", "secret");
    const connection = await connect();
    expect(await say(connection, `AUTH XOAUTH2 ${google("good.token.of-ann", "bob")}`)).toMatch(/^\+ /);
    expect(await say(connection, "")).toBe(refused);
  });
});

it("while the issuer is away is nobody's wrong guess", async () => {
  world.backend.issuerIsAway = true;
  const connection = await connect();
  for (let attempt = 0; attempt < 6; attempt += 1) {
    expect(await say(connection, `AUTH XOAUTH2 ${google("good.token.of-ann")}`)).toBe(
      "-ERR [SYS/TEMP] the issuer is away",
    );
  }
  expect(connection.replies.every(({ delayMs }) => delayMs === undefined)).toBe(true);
});
