import { closeSync, constants, fchmodSync, fchownSync, fstatSync, openSync, statSync, write, writeSync } from "node:fs";
import { dirname } from "node:path";
import { rotate } from "./rotate.ts";

export interface LogFileOptions {
  /** Absolute; its folder exists. */
  readonly path: string;
  /** Larger files are put aside, and older ones. */
  readonly maxOctets: number;
  readonly maxAgeMs: number;
  /** How many that were put aside are kept. */
  readonly keptFiles: number;
  /** It took nothing (`code`: why), or takes lines again (null); `dropped`: lines that were lost until now. */
  readonly onTrouble: (code: string | null, dropped: number) => void;
}

/** What waits for a disk that is slow; beyond that lines are dropped, and counted: the log never stops the mail. */
const mostWaitingOctets = 4 * 1024 * 1024;
const lookMs = 1_000;
const { O_WRONLY, O_APPEND, O_CREAT, O_NOFOLLOW } = constants;

/**
 * The log's file, written by several processes: what waits is appended by one write (O_APPEND), whole lines always. Once a second it is looked
 * whether the file was renamed or removed, by us or by logrotate, and a new one is begun then; no signal is needed. Of those that want to put a
 * file aside one does it (rotate.ts).
 */
export class LogFile {
  readonly #options: LogFileOptions;
  #fd: number | null = null;
  #waiting: string[] = [];
  #waitingOctets = 0;
  #writing: Promise<void> | null = null;
  #lookedAtMs = 0;
  #dropped = 0;
  #isInTrouble = false;

  constructor(options: LogFileOptions) {
    this.#options = options;
  }

  /** A line with its end. Written with the next flush. */
  add(line: string): void {
    if (this.#waitingOctets + line.length > mostWaitingOctets) {
      this.#dropped += 1;
      return;
    }
    this.#waiting.push(line);
    this.#waitingOctets += line.length;
  }

  /** Resolves when what was added before is written or lost. Never rejects. */
  async flush(): Promise<void> {
    while (this.#writing !== null) await this.#writing;
    if (this.#waiting.length === 0) return;
    this.#writing = this.#write().finally(() => {
      this.#writing = null;
    });
    await this.#writing;
  }

  /** The same at once, for the moment before an exit. */
  flushSync(): void {
    const { text } = this.#take();
    if (text === "") return;
    try {
      this.#fd ??= this.#open();
      writeSync(this.#fd, text);
    } catch {
      // The process ends, and standard error has these lines as well.
    }
  }

  #take(): { text: string; count: number } {
    const taken = { text: this.#waiting.join(""), count: this.#waiting.length };
    this.#waiting = [];
    this.#waitingOctets = 0;
    return taken;
  }

  async #write(): Promise<void> {
    const { text, count } = this.#take();
    try {
      await this.#look();
      this.#fd ??= this.#open();
      await append(this.#fd, Buffer.from(text, "utf8"));
    } catch (error) {
      this.#close();
      this.#dropped += count;
      if (!this.#isInTrouble)
        this.#options.onTrouble((error as NodeJS.ErrnoException).code ?? "UNKNOWN", this.#dropped);
      this.#isInTrouble = true;
      return;
    }
    if (this.#dropped === 0) return;
    this.#options.onTrouble(null, this.#dropped);
    this.#isInTrouble = false;
    this.#dropped = 0;
  }

  /** Puts the file aside when it is time, and notices that somebody did. */
  async #look(): Promise<void> {
    const nowMs = Date.now();
    if (this.#fd === null || nowMs - this.#lookedAtMs < lookMs) return;
    this.#lookedAtMs = nowMs;
    const { path, maxOctets, maxAgeMs, keptFiles } = this.#options;
    const mine = fstatSync(this.#fd);
    const isDue = mine.size >= maxOctets || (mine.size > 0 && nowMs - mine.birthtimeMs >= maxAgeMs);
    if (isDue && mayRotate(path)) await rotate(path, mine.ino, keptFiles);
    if (statSync(path, { throwIfNoEntry: false })?.ino !== mine.ino) this.#close();
  }

  #open(): number {
    const { path } = this.#options;
    const fd = openSync(path, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW, 0o640);
    const { size, uid } = fstatSync(fd);
    const self = process.getuid?.();
    // Whatever the umask is: a group may read it.
    if (size === 0 && uid === self) fchmodSync(fd, 0o640);
    if (self === 0) {
      // Begun by root, it is for the others as well.
      const folder = statSync(dirname(path));
      if (uid !== folder.uid) fchownSync(fd, folder.uid, folder.gid);
    }
    return fd;
  }

  #close(): void {
    if (this.#fd !== null) closeSync(this.#fd);
    this.#fd = null;
  }
}

/** Names in a folder of another user are not root's to change. */
function mayRotate(path: string): boolean {
  return process.getuid?.() !== 0 || statSync(dirname(path)).uid === 0;
}

/** One write; a disk that took only a part of it gets the rest, or says why not. */
async function append(fd: number, octets: Buffer): Promise<void> {
  for (let at = 0; at < octets.length; ) {
    at += await new Promise<number>((resolve, reject) => {
      write(fd, octets, at, octets.length - at, null, (error, count) => (error ? reject(error) : resolve(count)));
    });
  }
}
