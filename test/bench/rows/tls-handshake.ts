import type { Row } from "./row.ts";

const script = `
open
+OK QUIT
unit
close
`;

/** Compiling what is used often is work of the first seconds: V8 is through with it after some thousand connections. */
const warmUnits = 4_000;

/** RSA 2048, TLS 1.3, nothing resumed: most of it is the signature, which OpenSSL makes for both. */
export const tlsHandshake: Row = {
  name: "tls-handshake",
  title: "TLS: full handshakes (RSA 2048), 16 connections",
  needsTls: true,
  figures: [
    { key: "cpuUs", title: "server CPU", unit: "µs/handshake", better: "less", target: { ratioAtLeast: 1 } },
    { key: "rate", title: "handshakes", unit: "handshakes/s", better: "more" },
    { key: "generator", title: "generator, of a core", unit: "%", better: "neither" },
  ],
  async prepare(server, bench) {
    await bench.run({ ...loadOf(server.ports.pop3s), units: bench.isQuick ? 500 : warmUnits });
  },
  async round(server, bench) {
    const load = { ...loadOf(server.ports.pop3s), seconds: bench.seconds };
    const { rate, cpuUs, resumed, generatorShare } = await bench.measure(server, load);
    if (resumed > 0) throw new Error("a session was resumed, though no ticket was kept");
    return { rate, cpuUs, generator: generatorShare * 100 };
  },
};

function loadOf(port: number) {
  return { port, tls: true, script, connections: 16, accounts: 1 };
}
