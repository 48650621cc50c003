import type { AddressInfo, ListenOptions, Server } from "node:net";
import { DomainError } from "../errors.ts";

/** Starts listening and gives back the port. Refuses with `configuration`: which port, why, and what to type instead. */
export function listen(server: Server, options: ListenOptions & { port: number }, variable: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException) =>
      reject(new DomainError("configuration", sentence(error, options, variable), undefined, { cause: error }));
    server.once("error", fail);
    server.listen(options, () => {
      server.off("error", fail);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function sentence(
  error: NodeJS.ErrnoException,
  { host, port }: ListenOptions & { port: number },
  variable: string,
): string {
  const other = `${variable}=${port < 1024 ? port + 8000 : port + 1} npm start`;
  switch (error.code) {
    case "EADDRINUSE":
      return `Port ${port} (${host}) is in use by another program. Stop that program, or let the console use another port: ${other}`;
    case "EACCES":
      return `This user may not use port ${port}. Choose one above 1023: ${other}`;
    case "EADDRNOTAVAIL":
      return `This machine has no address ${host}. Choose one it has, or all of them: POPDESK_HTTPS_ADDRESS='*' npm start`;
    default:
      return `Port ${port} (${host}) cannot be used (${error.code ?? error.message}). Choose another one: ${other}`;
  }
}

/** No IPv6 on this machine, or not on loopback: the IPv4 address alone will do. */
export function isWithoutIpv6(error: unknown): boolean {
  const code = (error as { cause?: NodeJS.ErrnoException }).cause?.code ?? "";
  return ["EAFNOSUPPORT", "EADDRNOTAVAIL", "EINVAL"].includes(code);
}
