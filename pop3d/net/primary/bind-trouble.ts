import type { Endpoint } from "./endpoint.ts";

/** Why something could not be bound, for the fact and for people. */
export interface BindTrouble {
  /** System error code, e.g. "EADDRINUSE". */
  readonly errorCode: string;
  /** What happened and what to do. */
  readonly errorText: string;
}

/** `holder`: who has the port, where that is known. */
export function bindTrouble(errorCode: string, endpoint: Endpoint, holder: string | null = null): BindTrouble {
  return {
    errorCode,
    errorText: endpoint.kind === "tcp" ? tcpText(errorCode, endpoint, holder) : unixText(errorCode, endpoint.path),
  };
}

function tcpText(
  errorCode: string,
  { address, port }: Extract<Endpoint, { kind: "tcp" }>,
  holder: string | null,
): string {
  switch (errorCode) {
    case "EADDRINUSE":
      if (holder !== null) return `Port ${port} is taken by ${holder}. Stop that program, or choose another port.`;
      return `Port ${port} is taken by another program. "ss -ltnp sport = :${port}" shows which: stop it, or choose another port.`;
    case "EACCES":
      return `Port ${port} may not be opened by this user. Choose a port from 1024 up, start Popdesk as root (its workers drop to the owner of the data directory), or allow it with "sysctl net.ipv4.ip_unprivileged_port_start=${port}" or "setcap cap_net_bind_service=+ep" on the node program.`;
    case "EADDRNOTAVAIL":
      return `This machine has no address ${address}. "ip address" shows those it has; "*" stands for all of them.`;
    case "EAFNOSUPPORT":
      return `This machine cannot use the address ${address}: its kind of IP is switched off. Choose an address of the other kind, or "*".`;
    case "EINVAL":
      return `The address ${address} cannot be opened as it is. A link-local address needs its interface, as in fe80::1%eth0.`;
    case "EMFILE":
    case "ENFILE":
      return "This machine has too many files open. Raise the limit (LimitNOFILE= in the service, or ulimit -n) and start again.";
    default:
      return `Port ${port} on ${address === "*" ? "all addresses" : address} could not be opened: ${errorCode}.`;
  }
}

function unixText(errorCode: string, path: string): string {
  switch (errorCode) {
    case "EADDRINUSE":
      return `Another program answers on ${path}. Stop it, or choose another path.`;
    case "EEXIST":
      return `${path} is there already and is no socket. Move it away, or choose another path.`;
    case "EACCES":
    case "EPERM":
      return `This user may not make a socket at ${path}. Let the folder be writable for it, or choose another path.`;
    case "ENAMETOOLONG":
      return `The path ${path} is too long for a socket: 107 characters at most.`;
    case "EROFS":
      return `${path} lies on a file system that is read-only. Choose another path.`;
    default:
      return `The socket ${path} could not be opened: ${errorCode}.`;
  }
}
