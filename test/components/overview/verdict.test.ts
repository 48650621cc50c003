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
  hasCertificate: true,
  certificateAlerts: [],
  cleartextCount: 0,
  staleLockCount: 0,
  firing: { critical: 0, warning: 0 },
  sessionCount: 3,
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
    [0, -1, "danger", /mail\.example\.org has expired/],
    [1, 0.5, "danger", /less than a day is left/],
    [7, 5, "danger", /ends on 2026-11-26: fewer than 7 days are left/],
    [14, 12, "warning", /fewer than 14 days/],
    [30, 29, "warning", /fewer than 30 days/],
  ] as const)("tells of a certificate by the alert that was raised at %s days", (thresholdDays, left, tone, text) => {
    const alert = {
      id: 1,
      fingerprint: "AB",
      names: ["mail.example.org", "localhost"],
      notAfterAt: days(left),
      thresholdDays,
      raisedAt: now,
    };
    expect(findingsOf({ ...well, certificateAlerts: [alert] })).toEqual([
      { tone, text: expect.stringMatching(text), href: "/certificates" },
    ]);
  });

  it("says that there is no certificate", () => {
    expect(findingsOf({ ...well, hasCertificate: false })).toEqual([
      { tone: "danger", text: expect.stringMatching(/no certificate/), href: "/certificates" },
    ]);
  });

  it("counts the alerts that are told now, and how bad they are", () => {
    expect(findingsOf({ ...well, firing: { critical: 0, warning: 1 } })).toEqual([
      { tone: "warning", text: "1 alert.", href: "/alerts" },
    ]);
    expect(findingsOf({ ...well, firing: { critical: 1, warning: 2 } })).toEqual([
      { tone: "danger", text: "3 alerts, 1 of them critical.", href: "/alerts" },
    ]);
  });
});
