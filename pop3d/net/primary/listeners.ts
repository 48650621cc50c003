import { readServedCertificates } from "#server/certificate/read.ts";
import { readExceptionsInForce } from "#server/exception/read.ts";
import { readListenerWishes } from "#server/listener/read.ts";
import { forgetListeners, reportListener } from "#server/listener/report-listener.ts";
import type { ListenerFact, ListenerWish } from "#server/listener/schema.ts";
import type { Logger } from "#server/log.ts";
import { type RetentionSummary, readRetentionSummary, withoutRules } from "#server/retention/session-retention.ts";
import { hasOwnPasswords } from "#server/password-source/read.ts";
import { readSettings } from "#server/setting/read.ts";
import { defaultSettings, type Settings } from "#server/setting/schema.ts";
import type { Store } from "#server/store.ts";
import { readTicketKeys } from "#server/ticket-key/read-ticket-keys.ts";
import type { PlannedException, PlannedListener, ServedKeyPair } from "../channel.ts";
import { type BoundSocket, bind } from "./bind.ts";
import { type BindTrouble, bindTrouble } from "./bind-trouble.ts";
import { type Endpoint, endpointKey, endpointText, endpointOf } from "./endpoint.ts";
import { portHolder } from "./port-holder.ts";
import { reconcile } from "./reconcile.ts";
import type { Workers } from "./workers.ts";

const retryMs = 2_000;

interface Bound {
  readonly endpoint: Endpoint;
  readonly key: string;
  readonly binding: number;
  readonly socket: BoundSocket;
}

interface Failed extends BindTrouble {
  readonly key: string;
  readonly retryAtMs: number;
}

type Fact = Omit<ListenerFact, "sinceAt" | "nodeId">;

/** Makes the listeners what the wishes say, and writes down what has become of it. One call at a time. */
export class PrimaryListeners {
  readonly #store: Store;
  readonly #nodeId: string;
  readonly #workers: Workers;
  readonly #log: Logger;
  readonly #bound = new Map<number, Bound>();
  readonly #failed = new Map<number, Failed>();
  /** Who has a port that is in use, by endpoint; null: not known, or not yet. */
  readonly #holders = new Map<string, string | null>();
  readonly #reported = new Map<number, string>();
  /** Gone from the table, while workers still have their sessions. */
  readonly #leaving = new Map<number, ListenerWish>();
  #wishes: readonly ListenerWish[] = [];
  #settings: Settings = { hostname: "localhost", ...defaultSettings };
  #retention: RetentionSummary = withoutRules();
  #certificates: readonly ServedKeyPair[] = [];
  #ticketKeys: readonly string[] = [];
  #exceptions: readonly PlannedException[] = [];
  #lastBinding = 0;
  #lastPlan = 0;

  constructor(store: Store, nodeId: string, workers: Workers, log: Logger) {
    this.#store = store;
    this.#nodeId = nodeId;
    this.#workers = workers;
    this.#log = log;
  }

  /** As they were read last. */
  get settings(): Settings {
    return this.#settings;
  }

  /** Something could not be bound and is due again. */
  get isRetryDue(): boolean {
    const nowMs = this.#store.clock.monotonicMs();
    return [...this.#failed.values()].some(({ retryAtMs }) => retryAtMs <= nowMs);
  }

  /** Changes whenever clients may be shown something else: certificates, their choice, what speaks TLS where. */
  get shownMark(): string {
    const certificates = this.#certificates.map(({ fingerprint, isDefault }) => [fingerprint, isDefault]);
    const listeners = this.#wishes.flatMap(({ id, tls }) => {
      const port = this.#bound.get(id)?.socket.port;
      return tls === "none" || port === undefined ? [] : [[id, tls, port]];
    });
    const { tlsProfile, tlsMinVersion } = this.#settings;
    return JSON.stringify([certificates, listeners, tlsProfile, tlsMinVersion]);
  }

  /** Whether one of these listeners has that port. */
  has(port: number): boolean {
    return [...this.#bound.values()].some(({ socket }) => socket.port === port);
  }

  /** Reads the wishes and obeys them. The facts are written when every worker does. */
  async obey(generation: number): Promise<void> {
    await this.#readWishes();
    const nowMs = this.#store.clock.monotonicMs();
    const bound = new Map([...this.#bound].map(([id, { key }]) => [id, key]));
    const steps = reconcile(this.#wishes, { bound, failed: this.#failed }, nowMs);
    const closing = steps.flatMap((step) => (step.act === "close" ? [step.listenerId] : []));
    const binding = steps.flatMap((step) => (step.act === "bind" ? [step] : []));
    if (closing.length > 0) await this.#close(closing);
    for (const { listenerId, endpoint } of binding) await this.#bind(listenerId, endpoint);
    for (const id of this.#failed.keys())
      if (!this.#wishes.some((wish) => wish.id === id && wish.isEnabled)) this.#failed.delete(id);
    if (closing.length === 0 || binding.length > 0) await this.#apply();
    await this.report(generation);
  }

  /** Writes the facts that have changed. */
  async report(generation: number): Promise<void> {
    for (const wish of this.#wishes) {
      const fact = this.#factOf(wish, generation);
      const text = JSON.stringify(fact);
      if (this.#reported.get(wish.id) === text) continue;
      await reportListener(this.#store, { nodeId: this.#nodeId, ...fact });
      this.#reported.set(wish.id, text);
    }
    const remaining = this.#wishes.map(({ id }) => id);
    const gone = [...this.#reported.keys()].filter((id) => !remaining.includes(id));
    if (gone.length === 0) return;
    await forgetListeners(this.#store, this.#nodeId, remaining);
    for (const id of gone) this.#reported.delete(id);
  }

  /** Lets go of everything; the workers' copies close with them. */
  closeAll(): void {
    for (const { socket } of this.#bound.values()) socket.close();
    this.#bound.clear();
    this.#failed.clear();
  }

  /** For whoever started the daemon: what is open where, or why not. What is switched off is left out. */
  summary(): { name: string; place: string; error: string | null }[] {
    return this.#wishes
      .filter(({ isEnabled }) => isEnabled)
      .map((wish) => {
        const { boundPort, errorText } = this.#factOf(wish, 0);
        const { name, address, socketPath } = wish;
        const host = address?.includes(":") ? `[${address}]` : address;
        return { name, place: socketPath ?? `${host}:${boundPort ?? wish.port}`, error: errorText };
      });
  }

  async #readWishes(): Promise<void> {
    const [wishes, settings, exceptions] = await Promise.all([
      readListenerWishes(this.#store),
      readSettings(this.#store),
      readExceptionsInForce(this.#store, "cleartext"),
    ]);
    this.#exceptions = exceptions.map(({ endsAt, ...rest }) => ({ ...rest, endsAtMs: endsAt.getTime() }));
    for (const wish of this.#wishes) if (!wishes.some(({ id }) => id === wish.id)) this.#leaving.set(wish.id, wish);
    this.#wishes = wishes;
    const offersScram = settings.offersScram && (await hasOwnPasswords(this.#store));
    this.#settings = { ...settings, offersScram };
    this.#retention = await readRetentionSummary(this.#store, settings);
    try {
      const served = await readServedCertificates(this.#store);
      this.#certificates = served.map(({ id: _, notAfterAt, ...pair }) => ({
        ...pair,
        notAfterMs: notAfterAt.getTime(),
      }));
      this.#ticketKeys = (await readTicketKeys(this.#store)).map((key) => key.toString("base64"));
    } catch (err) {
      this.#log.error({ event: "certificate-unreadable", err }, "the certificates cannot be read: those before stay");
    }
  }

  /** Frees addresses: the workers stop accepting first. */
  async #close(listenerIds: readonly number[]): Promise<void> {
    const closing = listenerIds.flatMap((id) => this.#bound.get(id) ?? []);
    for (const id of listenerIds) this.#bound.delete(id);
    await this.#apply();
    for (const { binding, socket, endpoint } of closing) {
      this.#workers.unshare(binding);
      socket.close();
      this.#log.info({ event: "listener-closed", endpoint: endpointText(endpoint) }, "listener closed");
    }
  }

  async #bind(listenerId: number, endpoint: Endpoint): Promise<void> {
    const key = endpointKey(endpoint);
    const socket = await bind(endpoint);
    if ("errorCode" in socket) return this.#fail(listenerId, endpoint, this.#withHolder(endpoint, socket));
    const binding = ++this.#lastBinding;
    this.#workers.share(binding, socket.handle);
    this.#bound.set(listenerId, { endpoint, key, binding, socket });
    this.#failed.delete(listenerId);
    this.#holders.delete(key);
    this.#log.info({ event: "listener-bound", endpoint: endpointText(endpoint), port: socket.port }, "listener bound");
  }

  /** Who has the port is looked for once and beside the rest: every process is asked. It is told with the next attempt. */
  #withHolder(endpoint: Endpoint, trouble: BindTrouble): BindTrouble {
    if (trouble.errorCode !== "EADDRINUSE" || endpoint.kind !== "tcp") return trouble;
    const key = endpointKey(endpoint);
    if (!this.#holders.has(key)) {
      this.#holders.set(key, null);
      void portHolder(endpoint.port).then((holder) => this.#holders.set(key, holder));
    }
    return bindTrouble(trouble.errorCode, endpoint, this.#holders.get(key));
  }

  #fail(listenerId: number, endpoint: Endpoint, trouble: BindTrouble): void {
    const key = endpointKey(endpoint);
    const before = this.#failed.get(listenerId);
    const isNews = before?.key !== key || before.errorCode !== trouble.errorCode;
    if (isNews) {
      const facts = { event: "listener-failed", endpoint: endpointText(endpoint), code: trouble.errorCode } as const;
      this.#log.error(facts, trouble.errorText);
    }
    this.#failed.set(listenerId, { ...trouble, key, retryAtMs: this.#store.clock.monotonicMs() + retryMs });
  }

  /** Makes every worker obey what holds now. A socket that workers could not listen on counts as not bound. */
  async #apply(): Promise<void> {
    const failures = await this.#workers.apply({
      number: ++this.#lastPlan,
      settings: this.#settings,
      retention: this.#retention,
      certificates: this.#certificates,
      ticketKeys: this.#ticketKeys,
      exceptions: this.#exceptions,
      listeners: [...this.#wishes, ...this.#leaving.values()].map((wish) => this.#planned(wish)),
    });
    for (const id of this.#leaving.keys()) if (!this.#workers.isDraining(id)) this.#leaving.delete(id);
    const failed = new Map(failures.map(({ listenerId, errorCode }) => [listenerId, errorCode]));
    for (const [listenerId, errorCode] of failed) {
      const bound = this.#bound.get(listenerId);
      if (bound) this.#fail(listenerId, bound.endpoint, bindTrouble(errorCode, bound.endpoint));
    }
    if (failed.size > 0) await this.#close([...failed.keys()]);
  }

  #planned(wish: ListenerWish): PlannedListener {
    const { id, name, protocol, tls, allowsLegacyTls, closing, proxyProtocol, trustedNetworks } = wish;
    const { cleartextSignIn, cleartextNetworks } = wish;
    const binding = this.#bound.get(id)?.binding ?? null;
    const how = { tls, allowsLegacyTls, cleartextSignIn, cleartextNetworks, closing, proxyProtocol, trustedNetworks };
    return { id, name, protocol, ...how, binding };
  }

  #factOf(wish: ListenerWish, observedGeneration: number): Fact {
    const common = { listenerId: wish.id, observedGeneration, errorCode: null, errorText: null, boundPort: null };
    const bound = this.#bound.get(wish.id);
    if (bound) return { ...common, state: "bound", boundPort: bound.socket.port };
    const failed = this.#failed.get(wish.id);
    if (failed && wish.isEnabled && failed.key === endpointKey(endpointOf(wish))) {
      return { ...common, state: "failed", errorCode: failed.errorCode, errorText: failed.errorText };
    }
    return { ...common, state: this.#workers.isDraining(wish.id) ? "draining" : "closed" };
  }
}
