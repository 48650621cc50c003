import { readdir, readFile, readlink } from "node:fs/promises";

/** Of a socket that listens, in /proc/net/tcp. */
const listening = "0A";

/**
 * Who listens on a port, as "nginx (process 712)"; null where it cannot be known: another user's sockets are seen by root alone, and
 * other systems have no /proc.
 */
export async function portHolder(port: number): Promise<string | null> {
  try {
    const inodes = new Set((await Promise.all(["tcp", "tcp6"].map((table) => listenersOn(port, table)))).flat());
    if (inodes.size === 0) return null;
    for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
      if (pid !== String(process.pid) && (await hasSocket(pid, inodes))) {
        const name = (await readFile(`/proc/${pid}/comm`, "utf8")).trim();
        return `${name} (process ${pid})`;
      }
    }
  } catch {
    // Whatever goes wrong here is no reason to say less about the port.
  }
  return null;
}

/** Inodes of the sockets; every line is "sl local_address rem_address st … inode". */
async function listenersOn(port: number, table: string): Promise<string[]> {
  const text = await readFile(`/proc/net/${table}`, "utf8").catch(() => "");
  const hexPort = port.toString(16).toUpperCase().padStart(4, "0");
  return text.split("\n").flatMap((line) => {
    const [, local, , state, , , , , , inode] = line.trim().split(/\s+/);
    return local?.endsWith(`:${hexPort}`) && state === listening && inode !== undefined ? [inode] : [];
  });
}

async function hasSocket(pid: string, inodes: ReadonlySet<string>): Promise<boolean> {
  const names = await readdir(`/proc/${pid}/fd`).catch(() => []);
  for (const name of names) {
    const target = await readlink(`/proc/${pid}/fd/${name}`).catch(() => "");
    const inode = /^socket:\[(\d+)\]$/.exec(target)?.[1];
    if (inode !== undefined && inodes.has(inode)) return true;
  }
  return false;
}
