import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dovecotVersion } from "./servers/dovecot.ts";

const packages = "dovecot-pop3d dovecot-lmtpd libssl-dev gcc libc6-dev openssl";

/** Installs what a whole run needs, where that is allowed: Debian, as root. Says what to type elsewhere. */
export function installMissing(): void {
  if (dovecotVersion() !== null && existsSync("/usr/include/openssl/ssl.h")) return;
  const command = `apt-get install -y --no-install-recommends ${packages}`;
  if (process.getuid?.() !== 0) throw new Error(`Only root may install. Type: sudo ${command}`);
  console.log(`Installing ${packages} …`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const options = { env, shell: true, encoding: "utf8" } as const;
  let run = spawnSync(command, options);
  if (run.status !== 0) run = spawnSync(`apt-get update && ${command}`, options);
  if (run.status !== 0) throw new Error(`${run.stdout}${run.stderr}\nThe packages could not be installed.`);
  // The distribution starts its own instance; ours has its own ports and folders and does not need it.
  console.log("Debian has started a Dovecot of its own; stop it with: systemctl disable --now dovecot");
}
