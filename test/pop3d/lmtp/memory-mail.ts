import { tmpdir } from "node:os";
import type { Delivery, IncomingMessage, LmtpBackend } from "#pop3d/lmtp/backend.ts";
import { WireForm } from "#server/delivery/wire-form.ts";
import { DomainError } from "#server/errors.ts";

export interface Stored {
  readonly recipient: string;
  readonly trace: string;
  readonly message: string;
}

/**
 * Mail kept in memory. Who an address is, its local part says: unknown, disabled, full (refuses at delivery), readonly (disk
 * trouble at delivery), broken (a bug at delivery), alias (the account ann); everyone else has an account of that name.
 */
export class MemoryMail implements LmtpBackend {
  readonly stored: Stored[] = [];
  /** Messages begun and neither delivered nor forgotten. */
  unfinished = 0;
  /** Called for every piece; may wait or throw. */
  onPush: (octets: Uint8Array) => void | Promise<void> = () => {};
  readonly #accounts = new Map<string, number>();

  async resolve(address: string) {
    const [localPart = ""] = address.toLowerCase().split("@");
    if (localPart === "unknown") throw new DomainError("mailbox-unknown", `There is no mailbox ${address}.`);
    if (localPart === "disabled") throw new DomainError("mailbox-disabled", `${address} receives no mail at present.`);
    const name = localPart === "alias" ? "ann" : localPart;
    const accountId = this.#accounts.get(name) ?? this.#accounts.size + 1;
    this.#accounts.set(name, accountId);
    return { accountId, address: `${name}@example.org`, deliveredTo: address };
  }

  receive(): IncomingMessage {
    const form = new WireForm({ spoolDirectory: tmpdir(), memoryLimitOctets: 64 * 1024 * 1024 });
    let isOpen = true;
    this.unfinished += 1;
    return {
      push: async (octets) => {
        await this.onPush(octets);
        await form.push(octets);
      },
      finish: () => form.finish(),
      discard: async () => {
        if (isOpen) this.unfinished -= 1;
        isOpen = false;
        await form.discard();
      },
    };
  }

  async deliver({ recipient, prefix, message }: Delivery): Promise<void> {
    const [localPart] = recipient.address.split("@");
    if (localPart === "full") throw new DomainError("over-quota", "The mailbox is full.");
    if (localPart === "readonly") throw new DomainError("storage", "The disk could not be written.");
    if (localPart === "broken") throw new Error("a bug");
    const pieces: Uint8Array[] = [];
    for await (const piece of message.pieces()) pieces.push(piece);
    const text = Buffer.concat(pieces).toString("latin1");
    this.stored.push({ recipient: recipient.address, trace: Buffer.from(prefix).toString("latin1"), message: text });
  }
}
