import { createServer, type Server } from "node:net";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { Saslauthd } from "#server/password-source/pam/saslauthd.ts";
import { SourceAway } from "#server/password-source/question.ts";
import { type PamSettings, sourceSettings } from "#server/password-source/schema.ts";
import { maySaslauthd, TestSaslauthd } from "#test/support/saslauthd.ts";

const octets = (text: string) => Buffer.from(text, "utf8");
const settingsWith = (change: Record<string, unknown>) =>
  sourceSettings.parse({ kind: "pam", timeoutSeconds: 10, ...change }) as PamSettings;

describe.skipIf(!maySaslauthd)("PAM by way of saslauthd (Cyrus SASL)", () => {
  let saslauthd: TestSaslauthd;
  beforeAll(async () => {
    saslauthd = await TestSaslauthd.start("ann", "grün, and gut");
  }, 60_000);
  afterAll(() => saslauthd?.stop());

  const ask = (address: string, password: string, change: Record<string, unknown> = {}) =>
    new Saslauthd(settingsWith({ socketPath: saslauthd.socketPath, service: saslauthd.service, ...change })).ask(
      { address },
      octets(password),
    );

  test("says yes to the right password of the right user, and no to all else", async () => {
    expect(await ask("ann@example.org", "grün, and gut")).toBe("yes");
    expect(await ask("ann@example.org", "grün, and good")).toBe("no");
    expect(await ask("eve@example.org", "grün, and gut")).toBe("no");
    expect(await ask("ann@example.org", "grün, and gut", { user: "%u" })).toBe("no");
  });

  test("what no user has is not asked about", async () => {
    expect(await ask("ann@example.org", "")).toBe("no");
    expect(await ask("ann@example.org", "grün, and gut\0")).toBe("no");
    expect(await ask("ann@example.org", "x".repeat(257))).toBe("no");
    expect(await ask("ann@example.org", "x".repeat(256))).toBe("no");
    expect(await ask("@example.org", "grün, and gut")).toBe("no");
  });
});

describe("a socket that is not saslauthd's", () => {
  let directory: string;
  let socketPath: string;
  let server: Server | null;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "popdesk-mux-"));
    socketPath = join(directory, "mux");
    server = null;
  });
  afterEach(() => {
    server?.close();
    rmSync(directory, { recursive: true, force: true });
  });

  const away = async (timeoutSeconds = 5) => {
    const source = new Saslauthd(settingsWith({ socketPath, timeoutSeconds }));
    const error = await source.ask({ address: "ann@example.org" }, octets("secret")).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(SourceAway);
    return (error as Error).message;
  };
  const serve = (answer: (heard: Buffer) => Buffer | null) =>
    new Promise<Buffer[]>((resolve) => {
      const heard: Buffer[] = [];
      server = createServer((socket) => {
        socket.on("error", () => {});
        socket.on("data", (piece: Buffer) => {
          heard.push(piece);
          const said = answer(Buffer.concat(heard));
          if (said === null) socket.end();
          else for (const octet of said) socket.write(Buffer.from([octet]));
        });
      }).listen(socketPath, () => resolve(heard));
    });
  const counted = (text: string) => Buffer.concat([Buffer.from([0, text.length]), Buffer.from(text)]);

  test("that is not there, hangs up, babbles or says nothing is away, never a wrong password", async () => {
    expect(await away()).toMatch(/no such socket; does saslauthd run/);
    await serve(() => null);
    expect(await away()).toMatch(/hung up/);
    server?.close();
    socketPath = join(directory, "babble");
    await serve(() => counted("HELLO"));
    expect(await away()).toMatch(/does not speak/);
    server?.close();
    socketPath = join(directory, "silent");
    await serve(() => Buffer.alloc(0));
    expect(await away(1)).toMatch(/in time/);
  });

  test("is asked in four counted strings, and its answer is heard octet by octet", async () => {
    const heard = await serve(() => counted("OK all is well"));
    const source = new Saslauthd(settingsWith({ socketPath, service: "mail", user: "%u" }));
    expect(await source.ask({ address: "ann@example.org" }, octets("geheim"))).toBe("yes");
    const fields = ["ann@example.org", "geheim", "mail", ""];
    expect(Buffer.concat(heard)).toEqual(Buffer.concat(fields.map(counted)));
  });
});
