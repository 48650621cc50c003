import { createHash, X509Certificate } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ConnectionOptions, createSecureContext } from "node:tls";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeSelfSigned } from "#server/certificate/self-signed.ts";
import { ConnectionHost } from "#test/support/connection-host.ts";
import { hasProgram, runProgram } from "#test/support/popdesk.ts";
import { RawClient } from "#test/support/raw-client.ts";
import { scramSignIn } from "#test/support/scram-client.ts";

/** SCRAM-SHA-256-PLUS over real TLS: both ends compute the binding apart from each other. */
describe("channel binding", () => {
  let host: ConnectionHost;
  let certificate: Buffer;
  beforeAll(async () => {
    const { certificatePem: chainPem, keyPem } = await makeSelfSigned(["localhost"], new Date());
    certificate = new X509Certificate(chainPem).raw;
    host = await ConnectionHost.start();
    host.isImplicitTls = true;
    host.policy = { ...host.policy, tls: "implicit", hasCertificate: true };
    host.shown = { secureContext: createSecureContext({ cert: chainPem, key: keyPem, sessionIdContext: "test" }) };
  });
  afterAll(() => host.stop());

  const tls12: ConnectionOptions = { minVersion: "TLSv1.2", maxVersion: "TLSv1.2" };
  const tls13: ConnectionOptions = { minVersion: "TLSv1.3" };

  async function connect(options: ConnectionOptions): Promise<RawClient> {
    const client = await RawClient.connectTls(host.port, options);
    await client.line();
    return client;
  }

  async function signIn(client: RawClient, type: string, binding: Uint8Array): Promise<string> {
    const { answer } = await scramSignIn((line) => client.command(line), {
      name: "ann",
      password: "secret",
      isPlus: true,
      gs2: `p=${type},,`,
      binding,
    });
    if (answer.startsWith("+OK")) expect(await client.command("QUIT")).toMatch(/^\+OK/);
    client.destroy();
    return answer;
  }

  const exported = ({ tls }: RawClient) => tls.exportKeyingMaterial(32, "EXPORTER-Channel-Binding", Buffer.alloc(0));

  test.each([
    ["TLS 1.3", tls13],
    ["TLS 1.2", tls12],
  ])("tls-exporter under %s", async (_, options) => {
    const client = await connect(options);
    expect(await signIn(client, "tls-exporter", exported(client))).toMatch(/^\+OK/);
  });

  test("tls-exporter of one connection is worth nothing on another", async () => {
    const [one, other] = [await connect(tls13), await connect(tls13)];
    expect(await signIn(other, "tls-exporter", exported(one))).toMatch(/^-ERR \[AUTH\]/);
    one.destroy();
  });

  test("tls-unique under TLS 1.2 is the client's Finished, and the server's in a session that resumes", async () => {
    const first = await connect(tls12);
    const session = first.tls.getSession();
    expect(await signIn(first, "tls-unique", first.tls.getFinished() ?? Buffer.alloc(0))).toMatch(/^\+OK/);
    const again = await connect({ ...tls12, session });
    expect(again.tls.isSessionReused()).toBe(true);
    expect(await signIn(again, "tls-unique", again.tls.getPeerFinished() ?? Buffer.alloc(0))).toMatch(/^\+OK/);
  });

  test("tls-unique does not exist under TLS 1.3", async () => {
    const client = await connect(tls13);
    const finished = client.tls.getFinished() ?? Buffer.alloc(0);
    expect(await signIn(client, "tls-unique", finished)).toMatch(/^-ERR AUTH: this connection has no channel binding/);
  });

  test.each([
    ["TLS 1.3", tls13],
    ["TLS 1.2", tls12],
  ])("tls-server-end-point under %s is the hash of the certificate shown", async (_, options) => {
    const hash = createHash("sha256").update(certificate).digest();
    expect(await signIn(await connect(options), "tls-server-end-point", hash)).toMatch(/^\+OK/);
    expect(await signIn(await connect(options), "tls-server-end-point", Buffer.alloc(32))).toMatch(/^-ERR \[AUTH\]/);
  });

  test.skipIf(!hasProgram("openssl"))(
    "under TLS 1.2 needs the extended master secret, or it proves nothing (RFC 7627)",
    async () => {
      const folder = await mkdtemp(join(tmpdir(), "popdesk-openssl-"));
      const says = (type: string) => `AUTH SCRAM-SHA-256-PLUS ${btoa(`p=${type},,n=ann,r=abc`)}\r\n`;
      const asked = `${says("tls-unique")}${says("tls-exporter")}${says("tls-server-end-point")}*\r\nQUIT\r\n`;
      const heard: string[][] = [];
      for (const option of ["ExtendedMasterSecret", "-ExtendedMasterSecret"]) {
        const file = join(folder, "openssl.cnf");
        await writeFile(file, `openssl_conf=a\n[a]\nssl_conf=b\n[b]\nsystem_default=c\n[c]\nOptions=${option}\n`);
        const args = ["s_client", "-quiet", "-tls1_2", "-connect", `127.0.0.1:${host.port}`];
        const { stdout } = await runProgram("openssl", args, { OPENSSL_CONF: file }, asked);
        heard.push(stdout.split("\r\n").map((line) => line.slice(0, 5)));
      }
      await rm(folder, { recursive: true });
      expect(heard).toEqual([
        ["+OK t", "+ cj1", "-ERR ", "+ cj1", "-ERR ", "+OK b", ""],
        ["+OK t", "-ERR ", "-ERR ", "+ cj1", "-ERR ", "+OK b", ""],
      ]);
    },
  );
});
