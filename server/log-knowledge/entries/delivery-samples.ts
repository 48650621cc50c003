import type { EventName } from "../../mail-log/schema.ts";

/** Events of mail that did not get where it should. */
export const notDelivered: readonly EventName[] = [
  "delivery-deferred",
  "delivery-failed",
  "unreachable",
  "server-refused",
  "mail-refused",
];

/** Postfix's line of a delivery. */
export const lmtp = (status: string, dsn: string, text: string) =>
  `Nov 21 20:48:51 mail postfix/lmtp[819]: 4XyZ1b2c3dz9: to=<ann@example.org>, relay=127.0.0.1[127.0.0.1]:24, delay=0.12, delays=0.05/0.01/0.02/0.04, dsn=${dsn}, status=${status} (${text})`;
export const smtp = (status: string, dsn: string, text: string) =>
  `Nov 21 20:48:51 mail postfix/smtp[819]: 4XyZ1b2c3dz9: to=<ann@example.net>, relay=mx.example.net[192.0.2.25]:25, delay=1, delays=0/0/0/1, dsn=${dsn}, status=${status} (${text})`;
export const nowhere = (status: string, dsn: string, text: string) =>
  `Nov 21 20:48:51 mail postfix/smtp[819]: 4XyZ1b2c3dz9: to=<ann@example.net>, relay=none, delay=1, delays=0/0/0/1, dsn=${dsn}, status=${status} (${text})`;
