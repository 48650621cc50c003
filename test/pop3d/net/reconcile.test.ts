import { describe, expect, test } from "vitest";
import { type Actual, reconcile, type Step } from "#pop3d/net/primary/reconcile.ts";
import type { ListenerWish } from "#server/listener/schema.ts";

const nowMs = 10_000;

function wish(id: number, change: Partial<ListenerWish> = {}): ListenerWish {
  return {
    id,
    name: `listener ${id}`,
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
    updatedAt: new Date(0),
    ...change,
  };
}

function actual(bound: [number, string][], failed: [number, string, number][] = []): Actual {
  return { bound: new Map(bound), failed: new Map(failed.map(([id, key, retryAtMs]) => [id, { key, retryAtMs }])) };
}

const bind110: Step = { act: "bind", listenerId: 1, endpoint: { kind: "tcp", address: "*", port: 110 } };
const close1: Step = { act: "close", listenerId: 1 };

const table: readonly (readonly [string, readonly ListenerWish[], Actual, readonly Step[]])[] = [
  ["nothing wished, nothing open", [], actual([]), []],
  ["wished and not open: bind", [wish(1)], actual([]), [bind110]],
  ["wished and open: nothing", [wish(1)], actual([[1, "* 110"]]), []],
  ["switched off and open: close", [wish(1, { isEnabled: false })], actual([[1, "* 110"]]), [close1]],
  ["switched off and not open: nothing", [wish(1, { isEnabled: false })], actual([]), []],
  ["deleted and open: close", [], actual([[1, "* 110"]]), [close1]],
  [
    "TLS and policy changed alone: nothing is bound again",
    [wish(1, { tls: "none", cleartextSignIn: "never" })],
    actual([[1, "* 110"]]),
    [],
  ],
  ["another port: close, then bind", [wish(1)], actual([[1, "* 1110"]]), [close1, bind110]],
  ["another address: close, then bind", [wish(1)], actual([[1, "127.0.0.1 110"]]), [close1, bind110]],
  [
    "two swap their ports: both close before either binds",
    [wish(1), wish(2, { port: 995 })],
    actual([
      [1, "* 995"],
      [2, "* 110"],
    ]),
    [
      close1,
      { act: "close", listenerId: 2 },
      bind110,
      { act: "bind", listenerId: 2, endpoint: { kind: "tcp", address: "*", port: 995 } },
    ],
  ],
  ["failed a moment ago: wait", [wish(1)], actual([], [[1, "* 110", nowMs + 1]]), []],
  ["failed, and its time has come: bind", [wish(1)], actual([], [[1, "* 110", nowMs]]), [bind110]],
  ["failed, but the wish has changed: bind at once", [wish(1)], actual([], [[1, "* 24", nowMs + 1]]), [bind110]],
  [
    "a unix socket",
    [wish(1, { protocol: "lmtp", address: null, port: null, socketPath: "/run/lmtp" })],
    actual([]),
    [{ act: "bind", listenerId: 1, endpoint: { kind: "unix", path: "/run/lmtp" } }],
  ],
];

describe("reconcile", () => {
  test.each(table)("%s", (_, wishes, state, steps) => {
    expect(reconcile(wishes, state, nowMs)).toEqual(steps);
  });
});
