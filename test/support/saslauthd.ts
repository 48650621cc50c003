import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "./eventually.ts";

const program = "/usr/sbin/saslauthd";

/** It asks PAM as root, and PAM's services are files of the system. */
export const maySaslauthd = existsSync(program) && existsSync("/etc/pam.d") && process.getuid?.() === 0;

/** Cyrus SASL's saslauthd with a PAM service of its own, which knows one user. */
export class TestSaslauthd {
  private constructor(
    readonly directory: string,
    readonly service: string,
    private readonly child: ChildProcess,
  ) {}

  static async start(user: string, password: string): Promise<TestSaslauthd> {
    const directory = await mkdtemp(join(tmpdir(), "popdesk-saslauthd-"));
    const service = `popdesk-test-${process.pid}`;
    const check = join(directory, "check");
    // pam_exec gives the password on standard input, with a NUL behind it.
    await writeFile(join(directory, "password"), password);
    await writeFile(
      check,
      `#!/bin/sh\n[ "$PAM_TYPE" = auth ] || exit 0\n[ "$PAM_USER" = '${user}' ] && tr -d '\\0' | cmp -s - ${join(directory, "password")}\n`,
    );
    await chmod(check, 0o700);
    const rules = [`auth required pam_exec.so quiet expose_authtok ${check}`, "account required pam_permit.so"];
    await writeFile(`/etc/pam.d/${service}`, `${rules.join("\n")}\n`);
    const child = spawn(program, ["-a", "pam", "-d", "-n", "2", "-m", directory], { stdio: "ignore", detached: true });
    const saslauthd = new TestSaslauthd(directory, service, child);
    await eventually(() => stat(saslauthd.socketPath).catch(() => null), 30_000);
    return saslauthd;
  }

  get socketPath(): string {
    return join(this.directory, "mux");
  }

  /** Its processes are one group. */
  async stop(): Promise<void> {
    const { child, directory, service } = this;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    if (child.exitCode === null && child.pid !== undefined) {
      process.kill(-child.pid, "SIGTERM");
      await ended;
    }
    await rm(`/etc/pam.d/${service}`, { force: true });
    await rm(directory, { recursive: true, force: true });
  }
}
