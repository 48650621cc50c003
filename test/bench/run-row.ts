import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { LoadGenerator } from "./load.ts";
import { measureRow, type RowResult } from "./measure-row.ts";
import type { BenchOptions } from "./options.ts";
import type { Effort, Row } from "./rows/row.ts";
import type { KeyPair } from "./servers/certificate.ts";
import { Dovecot } from "./servers/dovecot.ts";
import type { MailServer } from "./servers/mail-server.ts";
import { Popdesk } from "./servers/popdesk.ts";

export interface RunContext {
  readonly options: BenchOptions;
  readonly effort: Effort;
  readonly load: LoadGenerator;
  readonly certificate: KeyPair;
  readonly hasDovecot: boolean;
  readonly say: (text: string) => void;
}

/** Every row has servers of its own, with empty folders; what they stored stays until the end. */
export class RowRunner {
  #running: MailServer[] = [];

  constructor(private readonly context: RunContext) {}

  async run(row: Row): Promise<RowResult> {
    const { load, effort, say } = this.context;
    const directory = this.#directoryOf(row);
    mkdirSync(directory);
    try {
      for (const server of this.#serversFor(row, directory)) {
        mkdirSync(join(directory, server.name.toLowerCase()));
        await server.install();
        this.#running.push(server);
        await server.start();
      }
      return await measureRow(row, this.#running, load, directory, effort, say);
    } finally {
      await this.stop();
    }
  }

  /** Where `--profile` has the processes of this row write. */
  profileOf(row: Row): string {
    return join(this.#directoryOf(row), "profile");
  }

  async stop(): Promise<void> {
    await Promise.all(this.#running.splice(0).map((server) => server.stop()));
  }

  #directoryOf(row: Row): string {
    return join(this.context.load.directory, row.name);
  }

  #serversFor(row: Row, directory: string): (MailServer & { install(): Promise<void> })[] {
    const { options, certificate, hasDovecot } = this.context;
    const popdesk = new Popdesk({
      directory: join(directory, "popdesk"),
      certificate,
      workers: options.workers ?? row.workers ?? 1,
      bodyStore: options.bodyStore,
      databaseUrl: options.databaseUrl ?? undefined,
      execArgv: options.isProfiled ? ["--cpu-prof", "--cpu-prof-dir", this.profileOf(row)] : [],
    });
    const dovecot = new Dovecot(join(directory, "dovecot"), certificate, options.dovecotProcesses);
    return [...(options.only === "dovecot" ? [] : [popdesk]), ...(hasDovecot ? [dovecot] : [])];
  }
}
