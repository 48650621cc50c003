import { z } from "zod";

const processFacts = z.object({
  pid: z.int(),
  openFiles: z.int().nullable(),
  openFileLimit: z.int().nullable(),
  residentOctets: z.int().nullable(),
});

const kicked = z.object({
  /** Sessions that were ended. */
  kickedCount: z.int().min(0),
});

/** Who wants it, as the trace of the session says it; absent where it is a consequence of something else. */
const by = z.string().optional();

/** Every one-time wish: what is asked, and how the daemon answers. */
export const requestKinds = {
  "kick-session": { payload: z.object({ sessionId: z.string().min(1), by }), answer: kicked },
  "kick-account": { payload: z.object({ accountId: z.int(), by }), answer: kicked },
  /** Of a network (CIDR), which may be one address. */
  "kick-network": { payload: z.object({ network: z.string().min(1), by }), answer: kicked },
  /** Whether `address` ("*" or an IP address) and `port` could be bound by the daemon now. */
  "probe-port": {
    payload: z.object({ address: z.string().min(1), port: z.int().min(0).max(65_535) }),
    answer: z.object({
      isFree: z.boolean(),
      /** Taken by a listener of this daemon. */
      isOurs: z.boolean(),
      /** System error code, e.g. "EACCES". */
      errorCode: z.string().nullable(),
      /** A sentence for people. */
      text: z.string(),
    }),
  },
  /** Connect to every listener that speaks TLS and write down what clients are shown. */
  "probe-served": { payload: z.object({}), answer: z.object({ probedCount: z.int().min(0) }) },
  /** What the daemon knows of itself and its machine: its own limits, not the console's. */
  "inspect-daemon": {
    payload: z.object({}),
    answer: z.object({
      /** Its clock, in milliseconds since 1970. */
      nowMs: z.number(),
      nodeVersion: z.string(),
      /** Of the system user it runs as; null where the system has none. */
      userId: z.int().nullable(),
      primary: processFacts,
      workers: z.array(processFacts),
      /** Least, usual and most octets of a socket's buffer (tcp(7)); null where the system does not tell. */
      tcpRmem: z.string().nullable(),
      tcpWmem: z.string().nullable(),
      /** Connections that may wait to be accepted. */
      somaxconn: z.string().nullable(),
    }),
  },
} as const;

export type RequestKind = keyof typeof requestKinds;
export type Payload<Kind extends RequestKind> = z.output<(typeof requestKinds)[Kind]["payload"]>;
export type Answer<Kind extends RequestKind> = z.output<(typeof requestKinds)[Kind]["answer"]>;

/** A request as the daemon reads it: the payload's type follows from the kind. */
export type OpenRequest = {
  [Kind in RequestKind]: {
    readonly id: number;
    readonly kind: Kind;
    readonly payload: Payload<Kind>;
    readonly requestedAt: Date;
  };
}[RequestKind];

/** Names a request; the type remembers what answer it will get. */
export type RequestId<Kind extends RequestKind = RequestKind> = number & { readonly kind?: Kind };
