import type { Environment } from "../../env.ts";

/** Where the page Alerts is likely to be reached; null where the console is not reachable by its https port from elsewhere. */
export function consoleUrlOf(
  { httpsAddress, httpsPort }: Pick<Environment, "httpsAddress" | "httpsPort">,
  hostname: string,
): string | null {
  if (httpsPort === 0 || ["127.0.0.1", "::1"].includes(httpsAddress)) return null;
  return `https://${hostname}${httpsPort === 443 ? "" : `:${httpsPort}`}/alerts`;
}
