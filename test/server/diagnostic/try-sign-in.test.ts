import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { createServer as createTlsServer, type Server } from "node:tls";
import { afterEach, expect, test } from "vitest";
import { makeSelfSigned } from "#server/certificate/self-signed.ts";
import { trySignIn } from "#server/diagnostic/try-sign-in.ts";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** A server that answers each keyword with its line, and hangs up where there is none. */
async function answering(answers: Record<string, string>): Promise<{ host: string; port: number }> {
  const { certificatePem, keyPem } = await makeSelfSigned(["mail.example.org"], new Date());
  const server = createTlsServer({ cert: certificatePem, key: keyPem }, (socket) => {
    socket.setEncoding("utf8").on("error", () => {});
    socket.write("+OK ready\r\n");
    socket.on("data", (text: string) => {
      const answer = answers[text.trim().split(" ")[0] ?? ""];
      if (answer === undefined) socket.destroy();
      else socket.write(`${answer}\r\n`);
    });
  });
  servers.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { host: "127.0.0.1", port: (server.address() as AddressInfo).port };
}

const whole = {
  CAPA: "+OK\r\nTOP\r\nUIDL\r\n.",
  USER: "+OK",
  PASS: "+OK",
  STAT: "+OK 10 2400",
  LIST: `+OK\r\n${Array.from({ length: 10 }, (_, index) => `${index + 1} 240`).join("\r\n")}\r\n.`,
  QUIT: "+OK",
};
const attempt = { serverName: "mail.example.org", name: "ann@example.org", password: "pear-tree-9-lamp" };

test("a whole conversation is written down, the listing shortened, the password never", async () => {
  const trial = await trySignIn({ ...attempt, place: await answering(whole) });
  expect(trial.failure).toBeNull();
  expect(trial.drop).toEqual({ messageCount: 10, octets: 2400 });
  const texts = trial.conversation.map(({ text }) => text);
  expect(texts[0]).toMatch(/^TLSv1\.3.*self-signed.*made for mail\.example\.org$/);
  expect(texts).toContain("PASS ••••••••");
  expect(texts).toContain("… and 2 more lines");
  expect(JSON.stringify(trial)).not.toContain("pear-tree-9-lamp");
});

test.each([
  ["-ERR [AUTH] no", /password does not belong/],
  ["-ERR [IN-USE] busy", /Another session has this maildrop open/],
  ["-ERR [SYS/TEMP] disk", /could not do its work/],
])("%s to PASS is explained", async (answer, why) => {
  const trial = await trySignIn({ ...attempt, place: await answering({ ...whole, PASS: answer }) });
  expect(trial.failure?.what).toContain(answer);
  expect(trial.failure?.why).toMatch(why);
  expect(trial.drop).toBeNull();
});

test("a certificate for another name is said to be one", async () => {
  const trial = await trySignIn({ ...attempt, serverName: "pop.example.net", place: await answering(whole) });
  expect(trial.conversation[0]?.text).toContain("NOT made for pop.example.net");
});

test("a server that hangs up in the middle is a failure with a reason", async () => {
  const trial = await trySignIn({ ...attempt, place: await answering({ CAPA: whole.CAPA }) });
  expect(trial.failure?.what).toMatch(/closed the connection/);
});

test("a port where nobody listens is a failure with a remedy", async () => {
  const free = createServer().listen(0, "127.0.0.1");
  await once(free, "listening");
  const { port } = free.address() as AddressInfo;
  await new Promise((resolve) => free.close(resolve));
  const trial = await trySignIn({ ...attempt, place: { host: "127.0.0.1", port } });
  expect(trial.failure).toMatchObject({ what: `Nothing answers at 127.0.0.1 port ${port}.` });
});
