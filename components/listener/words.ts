import type { Closing, ListenerWish, PlannedChange, TlsMode } from "#server/listener/schema.ts";

export const tlsWords: Record<TlsMode, string> = {
  none: "No TLS",
  starttls: "STARTTLS",
  implicit: "TLS from the first octet",
};

export const plannedWords: Record<PlannedChange, string> = {
  close: "closes",
  "require-tls": "begins to require TLS",
};

export const closingWords: Record<Closing, string> = {
  drain: "Sessions inside may finish",
  cut: "Sessions inside are ended",
};

/** Who may sign in without TLS, in one line. */
export function cleartextOf({
  cleartextSignIn,
  cleartextNetworks,
}: Pick<ListenerWish, "cleartextSignIn" | "cleartextNetworks">): string {
  if (cleartextSignIn === "never") return "Sign-in only with TLS";
  if (cleartextSignIn === "always") return "Sign-in without TLS from anywhere";
  if (isLoopbackAlone(cleartextNetworks)) return "Sign-in without TLS from this machine alone";
  return `Sign-in without TLS from ${cleartextNetworks.replaceAll(",", ", ")} alone`;
}

/** No network in the list is beyond this machine. */
export function isLoopbackAlone(networks: string): boolean {
  return networks.split(",").every((network) => network.startsWith("127.") || network === "::1/128");
}

/** "all addresses, port 995", "127.0.0.1, port 24", or the path of a socket. */
export function whereOf({ address, port, socketPath }: Pick<ListenerWish, "address" | "port" | "socketPath">): string {
  if (socketPath !== null) return socketPath;
  return `${address === "*" ? "all addresses" : address}, port ${port}`;
}

/** How its clients are protected, in one line. */
export function securityOf(listener: ListenerWish): string {
  const { protocol, tls } = listener;
  if (protocol === "lmtp") return tls === "none" ? "Delivery in the clear" : "Delivery, TLS offered by STARTTLS";
  if (protocol === "web") return `For mail programs and certificates: ${tls === "implicit" ? "https" : "http"}`;
  if (tls === "implicit") return tlsWords.implicit;
  if (tls === "none") return `No TLS. ${cleartextOf(listener)}`;
  return `TLS offered by STLS. ${cleartextOf(listener)}`;
}

/** Through whom its clients come, in one line; null where they come by themselves. */
export function proxyOf({ proxyProtocol, trustedNetworks }: ListenerWish): string | null {
  return proxyProtocol ? `Only through a proxy in ${trustedNetworks.replaceAll(",", ", ")}` : null;
}

/** Passwords may cross a network in the clear. */
export function isExposed(wish: ListenerWish): boolean {
  return wish.protocol === "pop3" && wish.isEnabled && wish.tls !== "implicit" && wish.cleartextSignIn === "always";
}
