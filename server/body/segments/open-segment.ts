import { constants } from "node:fs";
import { type FileHandle, open, unlink } from "node:fs/promises";
import { writeAll } from "../write-all.ts";
import { segmentFile } from "./names.ts";
import { encodeSeal } from "./record.ts";
import { encodeSegmentHeader, newSegmentHeader, type SegmentHeader, segmentHeaderOctets } from "./segment-header.ts";

const zeros = Buffer.alloc(1024 * 1024);
/** Rewriting octets that are there costs about half of what it costs to grow a file: its size need not be committed each time. */
const fillOctets = 4 * zeros.length;
/** What holds less will perhaps never hold more: a command that delivers one message. */
const fillFrom = 256 * 1024;
/** Beyond this one write is large enough that filling, which writes all twice, would cost more than it brings. */
const largeGroupOctets = 256 * 1024;

/**
 * On Linux a write is answered when it is on disk: one call where a write and an fdatasync are two, for three quarters of the
 * processor's time. Elsewhere such a file may promise less than fdatasync does.
 */
const writesThrough = process.platform === "linux";

/** A segment that this process appends to; nobody else ever does. */
export class OpenSegment {
  /** Where the next record goes: up to here all is on disk to stay. */
  position = segmentHeaderOctets;
  /** Up to here the file has octets, be it zeros. */
  #filled = 0;
  #isHeaded = false;

  private constructor(
    readonly name: string,
    private readonly path: string,
    private readonly handle: FileHandle,
    private readonly header: SegmentHeader,
  ) {}

  /** Throws EEXIST where there is one of this name. */
  static async create(directory: string, name: string): Promise<OpenSegment> {
    const path = segmentFile(directory, name);
    const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (writesThrough ? constants.O_DSYNC : 0);
    return new OpenSegment(name, path, await open(path, flags, 0o600), newSegmentHeader());
  }

  get key(): Buffer {
    return this.header.key;
  }

  get isEmpty(): boolean {
    return this.position === segmentHeaderOctets;
  }

  /** One write for all of it, to the disk. After an error nothing more may be appended: nobody knows what the disk has. */
  async append(pieces: readonly Uint8Array[], octets: number): Promise<void> {
    if (this.#isHeaded) await writeAll(this.handle, pieces, this.position);
    else await writeAll(this.handle, [encodeSegmentHeader(this.header), ...pieces], 0);
    const end = this.position + octets;
    if (end > this.#filled && end >= fillFrom && octets <= largeGroupOctets) await this.#fill(end);
    if (!writesThrough) await this.handle.datasync();
    this.#isHeaded = true;
    this.position = end;
  }

  /** Nothing is appended any more. Needs no fdatasync: what is sealed is on disk, and a seal that is lost is only missed. */
  async seal(): Promise<void> {
    try {
      await this.handle.truncate(this.position);
      await writeAll(this.handle, [encodeSeal({ key: this.key, offset: this.position })], this.position);
    } finally {
      await this.handle.close();
    }
  }

  /** After an error: keeps what was on disk to stay before, down to `position`, and takes away what came after. Never throws. */
  async abandon(position: number): Promise<void> {
    this.position = position;
    await this.seal().catch(() => {});
    if (this.isEmpty) await unlink(this.path).catch(() => {});
  }

  /** Where there is no room for zeros, there may still be some for mail. */
  async #fill(end: number): Promise<void> {
    try {
      await writeAll(
        this.handle,
        Array.from({ length: fillOctets / zeros.length }, () => zeros),
        end,
      );
      this.#filled = end + fillOctets;
    } catch {
      this.#filled = end;
    }
  }
}
