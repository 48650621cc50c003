const loopbackNames = new Set(["localhost", "127.0.0.1", "[::1]"]);

/**
 * Plain http is for this machine's own browsers. A page elsewhere that had its name point to 127.0.0.1 (DNS rebinding) would
 * still send its own name here. Any port is fine: an SSH tunnel may end at another one.
 */
export function isLoopbackHost(host: string | undefined): boolean {
  return loopbackNames.has((host ?? "").toLowerCase().replace(/:\d{1,5}$/, ""));
}
