import { join, resolve } from "node:path";
import { z } from "zod";
import { DomainError } from "./errors.ts";

const port = z.coerce.number().int().min(0).max(65_535);

const schema = z.object({
  POPDESK_DATA: z.string().min(1).default("./data"),
  POPDESK_DATABASE_URL: z.string().min(1).optional(),
  /** Seals secrets instead of the file in the data directory: 32 octets, base64. */
  POPDESK_KEY: z.string().optional(),
  POPDESK_HTTP_PORT: port.default(3000),
  POPDESK_HTTPS_PORT: port.default(3443),
  /** Address the https console listens on; plain http never leaves loopback. */
  POPDESK_HTTPS_ADDRESS: z.string().default("*"),
  /** Ports of the listeners made at the first start; later they are settings in the console. */
  POPDESK_POP3_PORT: port.optional(),
  POPDESK_POP3S_PORT: port.optional(),
  POPDESK_LMTP_PORT: port.optional(),
  POPDESK_LMTP_SOCKET: z.string().optional(),
  /** Folders, colons between, within which the console may look for lock files of other programs. */
  POPDESK_SPOOLS: z.string().default("/var/mail:/var/spool:/home:/srv/mail"),
  /** Folders, colons between, within which the console may have mail logs read. */
  POPDESK_LOG_FOLDERS: z.string().default("/var/log"),
  POPDESK_WORKERS: z.coerce.number().int().min(1).max(64).default(1),
  /** Path of the log's file, beside standard error; its folder exists. */
  POPDESK_LOG_FILE: z.string().optional(),
  /** When the log's file is put aside, and how many such files are kept. */
  POPDESK_LOG_FILE_MEGABYTES: z.coerce.number().positive().max(100_000).default(20),
  POPDESK_LOG_FILE_DAYS: z.coerce.number().positive().max(3_650).default(7),
  POPDESK_LOG_FILES_KEPT: z.coerce.number().int().min(1).max(1_000).default(14),
  POPDESK_LOG_LEVEL: z.enum(["debug", "info", "warn", "error"]).default("info"),
});

export interface Environment {
  /** Absolute path of the one directory that holds all state. */
  readonly dataDirectory: string;
  readonly databaseUrl: string;
  readonly sealingKey: string | undefined;
  readonly httpPort: number;
  readonly httpsPort: number;
  readonly httpsAddress: string;
  /** Of the listeners made at the first start; undefined: the usual ones. */
  readonly firstPorts: Readonly<Record<"pop3" | "pop3s" | "lmtp", number | undefined>>;
  readonly lmtpSocket: string | undefined;
  /** Absolute; within them alone lock files are looked for. */
  readonly spoolRoots: readonly string[];
  /** Absolute; within them, and in the data directory's own folder "logs", mail logs may be read. */
  readonly logRoots: readonly string[];
  readonly workers: number;
  /** Null where the log goes to standard error alone. `path`: absolute. */
  readonly logFile: {
    readonly path: string;
    readonly maxOctets: number;
    readonly maxAgeMs: number;
    readonly keptFiles: number;
  } | null;
  readonly logLevel: "debug" | "info" | "warn" | "error";
}

/** Reads the environment once, at a process's edge. Refuses with `configuration`, naming the variable. */
export function readEnvironment(variables: Readonly<Record<string, string | undefined>> = process.env): Environment {
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ""));
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new DomainError("configuration", `${issue?.path.join(".")}: ${issue?.message}.`);
  }
  const env = parsed.data;
  const dataDirectory = resolve(env.POPDESK_DATA);
  return {
    dataDirectory,
    databaseUrl: env.POPDESK_DATABASE_URL ?? `file:${join(dataDirectory, "popdesk.db")}`,
    sealingKey: env.POPDESK_KEY,
    httpPort: env.POPDESK_HTTP_PORT,
    httpsPort: env.POPDESK_HTTPS_PORT,
    httpsAddress: env.POPDESK_HTTPS_ADDRESS,
    firstPorts: { pop3: env.POPDESK_POP3_PORT, pop3s: env.POPDESK_POP3S_PORT, lmtp: env.POPDESK_LMTP_PORT },
    lmtpSocket: env.POPDESK_LMTP_SOCKET,
    spoolRoots: env.POPDESK_SPOOLS.split(":").filter((path) => path.startsWith("/")),
    logRoots: env.POPDESK_LOG_FOLDERS.split(":").filter((path) => path.startsWith("/")),
    workers: env.POPDESK_WORKERS,
    logFile:
      env.POPDESK_LOG_FILE === undefined
        ? null
        : {
            path: resolve(env.POPDESK_LOG_FILE),
            maxOctets: env.POPDESK_LOG_FILE_MEGABYTES * 1024 * 1024,
            maxAgeMs: env.POPDESK_LOG_FILE_DAYS * 24 * 3_600_000,
            keptFiles: env.POPDESK_LOG_FILES_KEPT,
          },
    logLevel: env.POPDESK_LOG_LEVEL,
  };
}
