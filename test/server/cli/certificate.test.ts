import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Pkcs10CertificateRequest } from "@peculiar/x509";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Authority } from "#test/support/authority.ts";
import { engines, freshData, type TestData } from "#test/support/databases.ts";
import { cliJson, runCli } from "#test/support/run-cli.ts";

interface Rows {
  readonly rows: {
    readonly id: number;
    readonly names: string[];
    readonly isDefault: boolean;
    readonly kind: string;
  }[];
  readonly total: number;
}

describe.each(engines)("popdesk certificate on %s", (engine) => {
  let data: TestData;
  let authority: Authority;
  beforeAll(async () => {
    data = await freshData(engine);
    authority = await Authority.create("Example Trust");
  });
  afterAll(() => data.remove());

  const run = (...argv: string[]) => runCli(data.variables, ["certificate", ...argv]);
  const json = <T>(...argv: string[]) => cliJson<T>(data.variables, ["certificate", ...argv]);
  const list = () => json<Rows>("list");
  function file(name: string, text: string): string {
    const path = join(data.variables.POPDESK_DATA ?? "", name);
    writeFileSync(path, text);
    return path;
  }

  test("one that lacks its chain is refused with what is missing; whole, it is checked, then installed as the default", async () => {
    await json("renew", "--name", "mail.example.org");
    const leaf = await authority.issue(["mail.example.org", "pop.example.org"]);
    const [bare, chain, key] = [
      file("bare.pem", leaf.certificatePem),
      file("chain.pem", leaf.fullChainPem + authority.rootPem),
      file("key.pem", leaf.keyPem),
    ];
    expect(await run("add", bare, "--key", key)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("Example Trust R1"),
    });
    expect(await run("add", chain)).toMatchObject({ code: 2, stderr: expect.stringMatching(/key/) });
    expect(await run("add", join(data.variables.POPDESK_DATA ?? "", "none.pem"))).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("ENOENT"),
    });
    expect((await run("add", chain, "--key", key, "--check")).stdout).toContain("It is sound; nothing was installed.");
    expect(await list()).toMatchObject({ total: 1 });
    expect((await run("add", chain, "--key", key, "--default")).stdout).toMatch(
      /signed by +Example Trust R1[\s\S]*Installed as number \d+\./,
    );
    expect(await list()).toMatchObject({
      total: 2,
      rows: [{ names: ["mail.example.org", "pop.example.org"], isDefault: true, kind: "uploaded" }, {}],
    });
    expect(JSON.stringify(await list())).not.toContain("PRIVATE");
  });

  test("a name that two have needs a number; the default is moved; what is not the default is deleted when asked for", async () => {
    expect(await run("default", "mail.example.org")).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/name one by its number \(\d+, \d+\)/),
    });
    const [first, second] = (await list()).rows;
    expect(await json("default", String(second?.id))).toMatchObject({ id: second?.id, isDefault: true });
    expect(await run("delete", String(second?.id), "--yes")).toMatchObject({ code: 1 });
    expect(await run("delete", "pop.example.org")).toMatchObject({ code: 2, stderr: expect.stringMatching(/--yes/) });
    expect(await json("delete", "pop.example.org", "--yes")).toEqual({ id: first?.id, isDeleted: true });
    expect(await run("delete", "pop.example.org", "--yes")).toMatchObject({ code: 1 });
    expect(await list()).toMatchObject({ total: 1 });
  });

  test("a request waits with its key until its answer fits", async () => {
    const made = await json<{ id: number; request: string }>("request", "create", "csr.example.org");
    expect(await json<Rows>("request", "list")).toMatchObject({ total: 1, rows: [{ names: ["csr.example.org"] }] });
    const other = await authority.issue(["csr.example.org"]);
    const foreign = file("foreign.pem", other.fullChainPem + authority.rootPem);
    expect(await run("request", "answer", String(made.id), foreign)).toMatchObject({ code: 2 });
    const { publicKey } = new Pkcs10CertificateRequest(made.request);
    const publicKeyDer = new Uint8Array(publicKey.rawData);
    const signed = await authority.issue(["csr.example.org"], { publicKeyDer });
    const answer = file("answer.pem", signed.fullChainPem + authority.rootPem);
    expect((await run("request", "answer", String(made.id), answer)).stdout).toMatch(/Installed as number \d+\./);
    expect(await json<Rows>("request", "list")).toMatchObject({ total: 0 });
    const second = await json<{ id: number }>("request", "create", "later.example.org", "--key-type", "rsa-2048");
    expect(await run("request", "delete", String(second.id))).toMatchObject({ code: 2 });
    expect(await json("request", "delete", String(second.id), "--yes")).toMatchObject({ isDeleted: true });
    expect(await run("request", "delete", String(second.id), "--yes")).toMatchObject({ code: 1 });
  });

  test("a wish for ACME is refused with why, kept, tried again, and given up", async () => {
    const wish = ["acme", "create", "auto.example.org", "--directory", "https://ca.invalid/directory"];
    expect(await run(...wish)).toMatchObject({ code: 2, stderr: expect.stringMatching(/terms of service/) });
    expect(await run(...wish, "--agree", "--challenge", "dns-01")).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/DNS needs a program/),
    });
    const { id } = await json<{ id: number }>(...wish, "--agree");
    expect(await json("acme", "show", String(id))).toMatchObject({ state: "waiting", challenge: "http-01" });
    expect((await run("acme", "list")).stdout).toMatch(/auto\.example\.org +waiting/);
    expect((await run("acme", "try", "auto.example.org")).stdout).toContain("The daemon is told.");
    expect(await run("acme", "show", "nothing.example")).toMatchObject({ code: 1 });
    expect(await json("acme", "delete", "auto.example.org", "--yes")).toEqual({ id, isDeleted: true });
    expect(await json<Rows>("acme", "list")).toMatchObject({ total: 0 });
  });

  test("without a daemon nothing has been looked at, and nobody looks now", async () => {
    expect((await run("served")).stdout).toContain("Nothing has been looked at yet");
    expect(await run("served", "--now")).toMatchObject({ code: 4 });
  });
});
