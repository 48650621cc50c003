import type { Protocol } from "#server/listener/schema.ts";
import type { EndReason } from "#server/session/schema.ts";
import type { ListenFailure, Plan } from "../channel.ts";
import { type Live, OpenListener, type OpenListenerOptions } from "./open-listener.ts";

export interface ListenersOptions extends Omit<OpenListenerOptions, "serving" | "onDrained"> {
  readonly serving: Readonly<Record<Protocol, OpenListenerOptions["serving"]>>;
  readonly onDrained: (listenerId: number) => void;
}

/** All listeners of this worker, made what the newest plan says. */
export class Listeners {
  readonly #options: ListenersOptions;
  readonly #open = new Map<number, OpenListener>();
  /** Bound sockets that came from the primary, by number, until a plan no longer names them. */
  readonly #handles = new Map<number, unknown>();

  constructor(options: ListenersOptions) {
    this.#options = options;
  }

  receive(binding: number, handle: unknown): void {
    this.#handles.set(binding, handle);
  }

  async obey({ listeners }: Plan): Promise<{ draining: number[]; failures: ListenFailure[] }> {
    const failures: ListenFailure[] = [];
    for (const planned of listeners) {
      const listener = this.#listener(planned.id, () => {
        const serving = this.#options.serving[planned.protocol];
        const onDrained = () => this.#options.onDrained(planned.id);
        return new OpenListener(planned, { ...this.#options, serving, onDrained });
      });
      const errorCode = await listener.obey(planned, (binding) => this.#handles.get(binding));
      if (errorCode !== null) failures.push({ listenerId: planned.id, errorCode });
    }
    this.#forget(listeners.map(({ id }) => id));
    const wanted = new Set(listeners.map(({ binding }) => binding));
    for (const binding of this.#handles.keys()) if (!wanted.has(binding)) this.#handles.delete(binding);
    const draining = [...this.#open].filter(([, { isDraining }]) => isDraining).map(([id]) => id);
    return { draining, failures };
  }

  /** Ends those that are meant and gives their number, when they hold nothing any more. */
  async end(reason: EndReason, isMeant: (live: Live) => boolean, by?: string): Promise<number> {
    const ended = await Promise.all([...this.#open.values()].map((listener) => listener.end(reason, isMeant, by)));
    return ended.reduce((sum, count) => sum + count, 0);
  }

  async stop(): Promise<void> {
    for (const listener of this.#open.values()) listener.close();
    await this.end("stopped", () => true);
  }

  cut(): void {
    for (const listener of this.#open.values()) listener.cut();
  }

  #listener(id: number, make: () => OpenListener): OpenListener {
    const known = this.#open.get(id) ?? make();
    this.#open.set(id, known);
    return known;
  }

  #forget(remaining: readonly number[]): void {
    for (const [id, listener] of this.#open) {
      if (remaining.includes(id)) continue;
      listener.close();
      void listener.end("stopped");
      this.#open.delete(id);
    }
  }
}
