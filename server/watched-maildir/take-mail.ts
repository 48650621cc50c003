import type { WireMessage } from "../body/wire-message.ts";
import type { Deliverer } from "../delivery/deliverer.ts";
import { newWireForm } from "../delivery/new-wire-form.ts";
import { resolveRecipient } from "../delivery/resolve-recipient.ts";
import { DomainError, type ErrorCode } from "../errors.ts";
import type { Store } from "../store.ts";
import { arrivalOf, inOrder } from "../transfer/maildir-name.ts";
import { FileLeft, type Folder, openFolder } from "./folder.ts";
import { isTaken } from "./is-taken.ts";
import type { EnabledMaildir } from "./read.ts";

/** What became of one look into a Maildir. */
export interface Haul {
  takenCount: number;
  /** Why something is left, in sentences; the first few. */
  readonly problems: string[];
  /** It ended because it had taken enough for one turn. */
  hasMore: boolean;
}

/** The info of a Maildir name that is left to experiments: this message is being taken, and may be in the store already. */
const mark = ":1,popdesk";
const batchMessages = 64;
const batchOctets = 16 * 1024 * 1024;
const mostProblems = 5;
/** These are answers: the message is certainly not in the store. After any other trouble it may be. */
const certain: readonly ErrorCode[] = ["over-quota", "mailbox-unknown", "mailbox-disabled", "invalid"];

interface Claimed {
  readonly name: string;
  readonly message: WireMessage;
  readonly arrivedAt: Date;
}

/**
 * Takes what lies in new/ into the account's maildrop, oldest first, each file octet for octet as it is: it was delivered already, and
 * carries the trace lines of who did it. A file goes from new/ to cur/ under a mark, then into the store, and is removed after the
 * commit. One that still bears the mark was interrupted: it is looked for in the maildrop before it is delivered again. What a client
 * had collected and removed between the commit and that look would come twice; nothing else does, and nothing is lost.
 */
export async function takeMail(
  store: Store,
  deliverer: Pick<Deliverer, "deliver">,
  maildir: EnabledMaildir,
  maxOctets: number,
): Promise<Haul> {
  const arrived = await openFolder(maildir.path, "new");
  try {
    const taking = await openFolder(maildir.path, "cur");
    try {
      return await new Take(store, deliverer, maildir, maxOctets, arrived, taking).run();
    } finally {
      await taking.close();
    }
  } finally {
    await arrived.close();
  }
}

class Take {
  #failure: unknown = null;
  readonly #haul: Haul = { takenCount: 0, problems: [], hasMore: false };

  constructor(
    private readonly store: Store,
    private readonly deliverer: Pick<Deliverer, "deliver">,
    private readonly maildir: EnabledMaildir,
    private readonly maxOctets: number,
    private readonly arrived: Folder,
    private readonly taking: Folder,
  ) {}

  async run(): Promise<Haul> {
    const interrupted = (await this.taking.names()).filter((name) => name.endsWith(mark));
    for (const name of interrupted) await this.#finish(name.slice(0, -mark.length));
    const batch = await this.#choose();
    if (batch.length > 0) await this.#claim(batch);
    const claimed: Claimed[] = [];
    try {
      for (const name of batch) {
        const one = await this.#read(name);
        if (one !== null) claimed.push(one);
      }
    } finally {
      // In one turn, so that they keep their order. What one throws is thrown when all are done.
      const results = await Promise.allSettled(claimed.map((one) => this.#deliver(one)));
      for (const result of results) if (result.status === "rejected") this.#failure ??= result.reason;
    }
    if (this.#failure !== null) throw this.#failure;
    return this.#haul;
  }

  /** The oldest files that may be taken, as many as go together. */
  async #choose(): Promise<string[]> {
    const names: string[] = [];
    let octets = 0;
    for (const name of inOrder(await this.arrived.names())) {
      const facts = await this.arrived.stat(name);
      if (facts === null) continue;
      try {
        this.arrived.check(name, facts);
        if (facts.size > this.maxOctets) throw new FileLeft(`${name} is larger than a message may be`);
        if ((await this.taking.stat(`${name}${mark}`)) !== null) throw new FileLeft(`${name} is in cur as well`);
      } catch (error) {
        this.#leave(error);
        continue;
      }
      if (names.length === 0) await resolveRecipient(this.store, this.maildir.address, facts.size);
      if (names.length === batchMessages || (names.length > 0 && octets + facts.size > batchOctets)) {
        this.#haul.hasMore = true;
        break;
      }
      names.push(name);
      octets += facts.size;
    }
    return names;
  }

  /** Durably, for the mark must still be there when the message is in the store and the power fails. */
  async #claim(names: readonly string[]): Promise<void> {
    for (const name of names) await this.arrived.move(name, this.taking, `${name}${mark}`);
    await this.taking.sync();
    await this.arrived.sync();
  }

  async #finish(name: string): Promise<void> {
    const one = await this.#read(name);
    if (one === null) return;
    if (!(await isTaken(this.store, this.maildir.accountId, one.message, one.arrivedAt))) return this.#deliver(one);
    await one.message.discard();
    await this.taking.remove(`${name}${mark}`);
  }

  /** Null where the file must be left, and is back in new/. */
  async #read(name: string): Promise<Claimed | null> {
    const form = newWireForm(this.store);
    try {
      const file = await this.taking.open(`${name}${mark}`);
      const arrivedAt = arrivalOf(name) ?? (await file.stat()).mtime;
      for await (const piece of file.createReadStream()) {
        await form.push(piece);
        if (form.octets > 2 * this.maxOctets) throw new FileLeft(`${name} grows while it is read`);
      }
      return { name, message: await form.finish(), arrivedAt };
    } catch (error) {
      await form.discard();
      this.#leave(error);
      await this.#putBack(name);
      return null;
    }
  }

  async #deliver({ name, message, arrivedAt }: Claimed): Promise<void> {
    const { accountId, address } = this.maildir;
    try {
      const recipient = { accountId, address };
      await this.deliverer.deliver({ recipient, prefix: new Uint8Array(0), message, arrivedAt });
      await this.taking.remove(`${name}${mark}`);
      this.#haul.takenCount += 1;
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      this.#tell(error.message);
      if (certain.includes(error.code)) await this.#putBack(name);
    } finally {
      await message.discard();
    }
  }

  async #putBack(name: string): Promise<void> {
    if ((await this.arrived.stat(name)) === null) await this.taking.move(`${name}${mark}`, this.arrived, name);
  }

  /** Keeps why one file is left; throws what concerns them all. */
  #leave(error: unknown): void {
    if (!(error instanceof FileLeft)) throw error;
    this.#tell(`${error.message}.`);
  }

  #tell(problem: string): void {
    const { problems } = this.#haul;
    if (problems.length < mostProblems && !problems.includes(problem)) problems.push(problem);
  }
}
