import { closeSync, fstatSync, openSync, read, readSync } from "node:fs";
import { promisify } from "node:util";
import { DomainError } from "../../errors.ts";
import type { OpenBody } from "../body-store.ts";
import { storageTrouble } from "../storage-trouble.ts";

/** Up to here one synchronous read costs less than handing the work to another thread. */
const smallOctets = 256 * 1024;
const pieceOctets = 128 * 1024;

const readAsync = promisify(read);

/** The first `wanted` octets of a file of `octets` octets: a small one is read at once and closed, a large one piece by piece. */
export function openFile(path: string, octets: number, wanted: number): OpenBody {
  const descriptor = openChecked(path, octets);
  const count = Math.min(octets, wanted);
  if (count > smallOctets) return new LargeBody(descriptor, count);
  try {
    return new SmallBody(readWhole(descriptor, count));
  } finally {
    closeSync(descriptor);
  }
}

function openChecked(path: string, octets: number): number {
  let descriptor: number;
  try {
    descriptor = openSync(path, "r");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") throw gone(`no file ${path}`);
    throw storageTrouble(error);
  }
  const { size } = fstatSync(descriptor);
  if (size === octets) return descriptor;
  closeSync(descriptor);
  throw gone(`${path} has ${size} octets instead of ${octets}`);
}

function readWhole(descriptor: number, count: number): Uint8Array {
  const whole = Buffer.allocUnsafe(count);
  try {
    for (let from = 0; from < count; ) {
      const octets = readSync(descriptor, whole, from, count - from, from);
      if (octets === 0) throw gone("a body was cut while it was read");
      from += octets;
    }
  } catch (error) {
    throw storageTrouble(error);
  }
  return whole;
}

class SmallBody implements OpenBody {
  #whole: Uint8Array | null;

  constructor(whole: Uint8Array) {
    this.#whole = whole.length > 0 ? whole : null;
  }

  read(): Uint8Array | null {
    const piece = this.#whole;
    this.#whole = null;
    return piece;
  }

  close(): void {
    this.#whole = null;
  }
}

/** The descriptor is closed only between reads: another file may get its number at once. */
class LargeBody implements OpenBody {
  #from = 0;
  #isReading = false;
  #isClosed = false;

  constructor(
    private readonly descriptor: number,
    private readonly count: number,
  ) {}

  async read(): Promise<Uint8Array | null> {
    if (this.#from === this.count || this.#isClosed) return null;
    this.#isReading = true;
    try {
      const piece = Buffer.allocUnsafeSlow(Math.min(pieceOctets, this.count - this.#from));
      const { bytesRead } = await readAsync(this.descriptor, piece, 0, piece.length, this.#from);
      if (bytesRead === 0) throw gone("a body was cut while it was read");
      this.#from += bytesRead;
      return piece.subarray(0, bytesRead);
    } catch (error) {
      throw storageTrouble(error);
    } finally {
      this.#isReading = false;
      if (this.#isClosed) closeSync(this.descriptor);
    }
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    if (!this.#isReading) closeSync(this.descriptor);
  }
}

/** `detail` is for the log; the sentence for whoever asked for the message. */
function gone(detail: string): DomainError {
  return new DomainError("not-found", "the text of this message is missing or damaged on the server", undefined, {
    cause: new Error(detail),
  });
}
