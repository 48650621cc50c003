// The web console: Next behind our own servers. Plain http on loopback, https everywhere else.
import { randomBytes } from "node:crypto";
import {
  createServer as createHttpServer,
  type IncomingMessage,
  Server as HttpServer,
  type ServerResponse,
} from "node:http";
import type { Server } from "node:net";
import { fileURLToPath } from "node:url";
import { followAlerts } from "./alert/follow-alerts.ts";
import { MetricsDoor } from "./console/answer-metrics.ts";
import { FollowedCertificates } from "./console/follow-certificates.ts";
import { isWithoutIpv6, listen } from "./console/listen.ts";
import { isLoopbackHost } from "./console/loopback-host.ts";
import { isRelayed, setOwnHeaders } from "./console/own-headers.ts";
import { refuseLargeBody } from "./console/refuse-large-body.ts";
import { refuseMalformedPath } from "./console/refuse-malformed-path.ts";
import { contentSecurityPolicy, setSecurityHeaders } from "./console/security-headers.ts";
import { createTlsOrPlainServer } from "./console/tls-or-plain.ts";
import { Traffic } from "./console/traffic.ts";
import { readEnvironment } from "./env.ts";
import { DomainError } from "./errors.ts";
import { logger, logToFile } from "./log.ts";
import { closeStore, openStore } from "./store.ts";
import { followTasks } from "./task/follow-tasks.ts";
import { works } from "./task/works.ts";

const log = logger("console");
const isDev = process.argv.includes("--dev");
const politeMs = 2500;
const limitMs = 3800;

async function start(): Promise<void> {
  const environment = readEnvironment();
  logToFile(environment.logFile);
  const store = await openStore(environment);
  const traffic = new Traffic();
  const metrics = new MetricsDoor(store);
  let answer: ((request: IncomingMessage, response: ServerResponse) => Promise<void>) | undefined;

  const receive = (scheme: "http" | "https") => (request: IncomingMessage, response: ServerResponse) => {
    traffic.add(response);
    if (scheme === "http" && !isLoopbackHost(request.headers.host)) {
      response.writeHead(421, { "content-type": "text/plain; charset=utf-8" });
      return response.end(
        "The console answers here only as localhost or 127.0.0.1. From elsewhere, use its https address.\n",
      );
    }
    if (refuseMalformedPath(request, response)) return;
    if (!isRelayed(request) && refuseLargeBody(request, response)) return;
    const isForMetrics = metrics.isFor(request);
    const nonce = randomBytes(16).toString("base64");
    const policy = contentSecurityPolicy(nonce, isDev);
    // Who reads metrics is told by the socket and by headers as they came.
    if (!isForMetrics) setOwnHeaders(request, scheme, nonce, policy);
    setSecurityHeaders(response, policy);
    const failed = (err: unknown) => {
      log.error({ event: "incident", err }, "a bug: please report it");
      response.destroy();
    };
    if (isForMetrics) {
      metrics.answer(request, response).catch(failed);
      return;
    }
    if (answer === undefined) {
      response.writeHead(503, { "retry-after": "1", "content-type": "text/plain; charset=utf-8" });
      return response.end("The console is starting. Try again in a second.\n");
    }
    answer(request, response).catch(failed);
  };

  // Ports first: a port that is taken should be said before the long work.
  const http = traffic.watch(createHttpServer(receive("http")));
  const httpPort = await listen(http, { host: "127.0.0.1", port: environment.httpPort }, "POPDESK_HTTP_PORT");
  const http6 = traffic.watch(createHttpServer(receive("http")));
  const listen6 = listen(http6, { host: "::1", port: httpPort, ipv6Only: true }, "POPDESK_HTTP_PORT");
  await listen6.catch((error: unknown) => {
    if (!isWithoutIpv6(error)) throw error;
  });
  const certificates = new FollowedCertificates(store);
  await certificates.start();
  const https = createHttpServer(receive("https"));
  const httpsDoor = traffic.watch(createTlsOrPlainServer((socket) => certificates.secure(socket, https)));
  const httpsPort = await listenEverywhere(httpsDoor, environment.httpsAddress, environment.httpsPort);

  const app = await openNext(httpPort, http);
  answer = app.getRequestHandler();
  const stopTasks = followTasks(store, works);
  const stopAlerts = followAlerts(store);

  let isStopping = false;
  async function stop(): Promise<void> {
    if (isStopping) return;
    isStopping = true;
    setTimeout(() => process.exit(0), limitMs).unref();
    certificates.stop();
    const followed = [stopTasks(), stopAlerts()];
    for (const server of [http, http6, httpsDoor]) server.close();
    await traffic.end(politeMs);
    await Promise.all(followed);
    await Promise.allSettled([app.close(), closeStore(store)]);
    process.exit(0);
  }
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
  // Nobody is left who would end this process later.
  process.once("disconnect", stop);

  const urls = {
    http: `http://127.0.0.1:${httpPort}`,
    https: `https://${urlHost(environment.httpsAddress)}:${httpsPort}`,
  };
  if (process.send) process.send({ ready: true, urls });
  else console.log(`Console: ${urls.http} and ${urls.https}`);
}

/** Prepares Next for this repository's pages. The variables must stand before it is loaded. */
async function openNext(port: number, httpServer: HttpServer) {
  Object.assign(process.env, {
    NODE_ENV: isDev ? "development" : "production",
    NEXT_TELEMETRY_DISABLED: "1",
    AUTH_TRUST_HOST: "1",
    __NEXT_PRIVATE_ORIGIN: `http://127.0.0.1:${port}`,
  });
  delete process.env.NEXTAUTH_URL;
  const loaded = await import("next");
  // CommonJS seen from a module: the function may lie one default deeper.
  const next = ((loaded.default as { default?: unknown }).default ?? loaded.default) as typeof loaded.default;
  const app = next({
    dev: isDev,
    dir: fileURLToPath(new URL("..", import.meta.url)),
    hostname: "127.0.0.1",
    port,
    // Next takes over the web sockets of this server: the development tools have one, the product has none.
    httpServer: isDev ? httpServer : new HttpServer(),
  });
  await app.prepare();
  return app;
}

async function listenEverywhere(server: Server, address: string, port: number): Promise<number> {
  if (address !== "*") return listen(server, { host: address, port }, "POPDESK_HTTPS_PORT");
  try {
    return await listen(server, { host: "::", port }, "POPDESK_HTTPS_PORT");
  } catch (error) {
    if (!isWithoutIpv6(error)) throw error;
    return listen(server, { host: "0.0.0.0", port }, "POPDESK_HTTPS_PORT");
  }
}

function urlHost(address: string): string {
  if (address === "*") return "localhost";
  return address.includes(":") ? `[${address}]` : address;
}

start().catch((error: unknown) => {
  console.error(error instanceof DomainError ? error.message : error);
  process.exit(1);
});
