import { describe, expect, it } from "vitest";
import { findingsOf, type Situation, verdictOf } from "#components/overview/verdict.ts";
import type { ListenerView } from "#server/listener/schema.ts";

const now = new Date("2026-11-21T12:00:00Z");
const days = (count: number) => new Date(now.getTime() + count * 24 * 60 * 60 * 1000);

const pop3: ListenerView = {
  id: 1,
  name: "POP3",
  protocol: "pop3",
  address: "*",
  port: 110,
  socketPath: null,
  tls: "starttls",
  allowsLegacyTls: false,
  cleartextSignIn: "networks",
  cleartextNetworks: "127.0.0.0/8,::1/128",
  plannedChange: null,
  plannedAt: null,
  isEnabled: true,
  closing: "drain",
  proxyProtocol: false,
  trustedNetworks: "",
  updatedAt: now,
  facts: [
    {
      listenerId: 1,
      nodeId: "n",
      state: "bound",
      errorCode: null,
      errorText: null,
      boundPort: 110,
      observedGeneration: 1,
      sinceAt: now,
    },
  ],
};

const well: Situation = {
  listeners: [pop3],
  isDaemonAlive: true,
  daemonSeenAt: now,
  certificateNotAfterAt: days(300),
  cleartextCount: 0,
    staleLockCount: 0,
  sessionCount: 3,
  now,
};

describe("the overview's verdict", () => {
  it("is calm when all is well", () => {
    expect(findingsOf(well)).toEqual([]);
    expect(verdictOf(well)).toEqual({
      tone: "good",
      sentence: "The one listener is open; nothing is in cleartext; 3 sessions now.",
    });
  });

  it("does not trust facts of a daemon that is away", () => {
    const away = { ...well, isDaemonAlive: false };
    expect(verdictOf(away)).toEqual({ tone: "danger", sentence: "The daemon is away." });
    expect(verdictOf({ ...away, daemonSeenAt: null }).sentence).toBe("The daemon has not run yet.");
  });

  it("names a listener that is wanted and not open, with the reason", () => {
    const failed = pop3.facts.map((fact) => ({
      ...fact,
      state: "failed" as const,
      errorCode: "EADDRINUSE",
      errorText: "Port 110 is taken.",
    }));
    const situation = { ...well, listeners: [{ ...pop3, facts: failed }] };
    expect(verdictOf(situation)).toMatchObject({ tone: "danger", sentence: expect.stringContaining("0 of 1") });
    expect(findingsOf(situation)).toEqual([
      { tone: "danger", text: "POP3 is wanted and not open: Port 110 is taken.", href: "/listeners" },
    ]);
    const unwanted = { ...well, listeners: [{ ...pop3, isEnabled: false, facts: failed }] };
    expect(findingsOf(unwanted)).toEqual([]);
  });

  it("warns of cleartext that is allowed, and of cleartext that happened", () => {
    const exposed = { ...well, listeners: [{ ...pop3, cleartextSignIn: "always" as const }], cleartextCount: 2 };
    expect(findingsOf(exposed).map(({ tone }) => tone)).toEqual(["warning", "warning"]);
    expect(verdictOf(exposed).sentence).toContain("some sign-ins are in cleartext");
  });

  it.each([
    [null, "danger", /no certificate/],
    [days(-1), "danger", /has expired/],
    [days(5), "warning", /expires in 5 days/],
  ])("watches the certificate (%s)", (certificateNotAfterAt, tone, text) => {
    expect(findingsOf({ ...well, certificateNotAfterAt })).toEqual([
      { tone, text: expect.stringMatching(text), href: "/certificates" },
    ]);
  });
});
