import { expect, test } from "vitest";
import { sentencesInForce } from "#components/listener/in-force.ts";
import type { ListenerState, ListenerView } from "#server/listener/schema.ts";

const at = new Date(0);
function listener(
  change: Partial<ListenerView> & { port: number | null },
  state: ListenerState = "bound",
): ListenerView {
  const fact = {
    nodeId: "n",
    errorCode: null,
    errorText: null,
    boundPort: change.port,
    observedGeneration: 1,
    sinceAt: at,
  };
  return {
    id: 1,
    name: "POP3",
    protocol: "pop3",
    address: "*",
    socketPath: null,
    tls: "implicit",
    allowsLegacyTls: false,
    cleartextSignIn: "networks",
    cleartextNetworks: "127.0.0.0/8,::1/128",
    plannedChange: null,
    plannedAt: null,
    isEnabled: true,
    closing: "drain",
    proxyProtocol: false,
    trustedNetworks: "",
    updatedAt: at,
    facts: [{ listenerId: 1, state, ...fact }],
    ...change,
  };
}

test("only what the daemon has opened is in force", () => {
  const [pop3, clear, lmtp] = sentencesInForce([
    listener({ port: 995 }),
    listener({ port: 110, tls: "starttls" }, "failed"),
  ]);
  expect(pop3).toBe("Mail programs collect mail with TLS from the first octet on port 995.");
  expect(clear).toBe("Nobody can sign in without TLS.");
  expect(lmtp).toBe("No mail comes in: no LMTP listener is open.");
});

test("passwords in the clear are named with their port", () => {
  const [, clear] = sentencesInForce([listener({ port: 110, tls: "starttls", cleartextSignIn: "always" })]);
  expect(clear).toMatch(/^Passwords may cross the network in the clear on port 110:/);
});

test("loopback alone in the clear is said so", () => {
  const [pop3, clear] = sentencesInForce([listener({ port: 995 }), listener({ port: 110, tls: "starttls" })]);
  expect(pop3).toBe("Mail programs collect mail with TLS from the first octet on port 995 and STLS on port 110.");
  expect(clear).toMatch(/only programs on this machine may sign in without TLS/);
});

test("LMTP is named by address and port, and by socket", () => {
  const lmtp = { protocol: "lmtp", tls: "none" } as const;
  const sentences = sentencesInForce([
    listener({ ...lmtp, address: "127.0.0.1", port: 24 }),
    listener({ ...lmtp, address: null, port: null, socketPath: "/run/lmtp.sock" }),
    listener({ ...lmtp, port: 2424 }),
  ]);
  expect(sentences[2]).toBe("Mail comes in by LMTP on 127.0.0.1:24, /run/lmtp.sock and port 2424.");
});
