/**
 * Binding is the primary's: it alone may be root, and what it holds open outlives a worker that dies, so that clients wait in the
 * kernel's queue instead of being refused. It binds without listening; listening and accepting are the workers'.
 */
import { mkdirSync } from "node:fs";
import { lstat, unlink } from "node:fs/promises";
import net from "node:net";
import { dirname } from "node:path";
import { getSystemErrorName } from "node:util";
import { type BindTrouble, bindTrouble } from "./bind-trouble.ts";
import type { Endpoint } from "./endpoint.ts";

/** A socket bound and not listened on. */
export interface BoundSocket {
  /** To be sent to a worker beside a message. */
  readonly handle: Handle;
  /** The real port, also where the wish was 0; null for a unix socket. */
  readonly port: number | null;
  /** Idempotent. Removes the file of a unix socket. The workers' copies stay open until they close them. */
  close(): void;
}

/** Node's own wrap of a socket; child_process sends it, net.Server listens on it. */
export interface Handle {
  close(): void;
  getsockname?(out: { port?: number }): number;
  setNoDelay?(isOn: boolean): number;
  setKeepAlive?(isOn: boolean, afterSeconds: number): number;
}

/** A connection of which nothing is heard is asked after this long whether its client is still there. */
const keepAliveSeconds = 60;

/** What node:cluster binds with: Node has no public way to bind without accepting. */
const { _createServerHandle: createHandle } = net as unknown as {
  _createServerHandle(address: string | null, port: number, addressType: 4 | 6 | -1): Handle | number;
};

export async function bind(endpoint: Endpoint): Promise<BoundSocket | BindTrouble> {
  try {
    return endpoint.kind === "unix" ? await bindUnix(endpoint.path) : bindTcp(endpoint.address, endpoint.port);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return bindTrouble(code, endpoint);
  }
}

/** "*" is every address of both kinds, or of IPv4 alone where there is no IPv6. */
function bindTcp(address: string, port: number): BoundSocket {
  const handle = made(
    address === "*" ? createHandle(null, port, 4) : createHandle(address, port, net.isIPv6(address) ? 6 : 4),
  );
  const name: { port?: number } = {};
  // A port in use is told here, not when binding (libuv keeps that error back).
  const errno = handle.getsockname?.(name) ?? 0;
  if (errno === 0) {
    // Linux hands both on to each accepted socket, where setting them would take five system calls.
    handle.setNoDelay?.(true);
    handle.setKeepAlive?.(true, keepAliveSeconds);
    return bound(handle, name.port ?? port);
  }
  handle.close();
  throw systemError(errno);
}

/** Whoever reaches the socket may hand over mail, as on a loopback port; the folder it lies in says who that is. */
async function bindUnix(path: string): Promise<BoundSocket> {
  await clearStale(path);
  const before = process.umask(0o022);
  try {
    mkdirSync(dirname(path), { recursive: true });
    process.umask(0o111);
    return bound(made(createHandle(path, -1, -1)), null);
  } finally {
    process.umask(before);
  }
}

/** A socket file whose owner is gone is in the way; one that answers, or another kind of file, is not ours to take. */
async function clearStale(path: string): Promise<void> {
  const found = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  if (found === null) return;
  if (!found.isSocket()) throw Object.assign(new Error("not a socket"), { code: "EEXIST" });
  if (await answers(path)) throw Object.assign(new Error("in use"), { code: "EADDRINUSE" });
  await unlink(path);
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(path, () => resolve(true));
    socket.on("error", (error: NodeJS.ErrnoException) => resolve(error.code !== "ECONNREFUSED"));
    socket.on("connect", () => socket.destroy());
  });
}

function made(handle: Handle | number): Handle {
  if (typeof handle === "number") throw systemError(handle);
  return handle;
}

function bound(handle: Handle, port: number | null): BoundSocket {
  let isOpen = true;
  return {
    handle,
    port,
    close() {
      if (isOpen) handle.close();
      isOpen = false;
    },
  };
}

function systemError(errno: number): NodeJS.ErrnoException {
  const code = getSystemErrorName(errno);
  return Object.assign(new Error(code), { code, errno });
}
