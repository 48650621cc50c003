import { expect, test } from "vitest";
import { isLoopbackHost } from "#server/console/loopback-host.ts";

test.each(["localhost", "localhost:3000", "LOCALHOST:3000", "127.0.0.1:3000", "[::1]:3000", "[::1]", "localhost:8080"])(
  "%s is this machine",
  (host) => expect(isLoopbackHost(host)).toBe(true),
);

test.each([
  undefined,
  "",
  "evil.example",
  "evil.example:3000",
  "localhost.evil.example",
  "127.0.0.1.nip.io:3000",
  "127.0.0.2",
  "localhost:3000:1",
  "user@localhost",
  "0.0.0.0:3000",
])("DNS rebinding: %s is not", (host) => expect(isLoopbackHost(host)).toBe(false));
