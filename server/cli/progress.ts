import type { Io } from "./cli.ts";

const terminalMs = 100;
const logMs = 10_000;

/** How far long work is, on standard error: one line that changes on a terminal, a line now and then in a log. */
export class Progress {
  #shownAt = performance.now();
  #isOpen = false;

  constructor(private readonly stderr: Io["stderr"]) {}

  show(text: string): void {
    const isTerminal = this.stderr.isTTY ?? false;
    const now = performance.now();
    if (now - this.#shownAt < (isTerminal ? terminalMs : logMs)) return;
    this.#shownAt = now;
    this.stderr.write(isTerminal ? `\r\u001b[K${text}` : `${text}\n`);
    this.#isOpen = isTerminal;
  }

  /** Leaves the line it wrote. */
  end(): void {
    if (this.#isOpen) this.stderr.write("\n");
    this.#isOpen = false;
  }
}
