import { join } from "node:path";
import { createAccount } from "../account/create-account.ts";
import type { Actor } from "../audit/append-audit.ts";
import { generatePassword } from "../credential/password.ts";
import { Deliverer } from "../delivery/deliverer.ts";
import { resolveRecipient } from "../delivery/resolve-recipient.ts";
import { WireForm } from "../delivery/wire-form.ts";
import { createDomain } from "../domain/create-domain.ts";
import { DomainError } from "../errors.ts";
import type { Store } from "../store.ts";
import { sampleAddress, sampleDomain, sampleMessages } from "./messages.ts";

export interface Sample {
  readonly accountId: number;
  readonly address: string;
  /** Shown once. */
  readonly password: string;
  readonly messageCount: number;
}

/** A domain, an account and some mail to try things with. Refuses with `already-exists` where it is there. */
export async function createSample(store: Store, _input: object, actor: Actor): Promise<Sample> {
  await createDomain(store, { name: sampleDomain, isSample: true }, actor).catch((error: unknown) => {
    if (!(error instanceof DomainError && error.code === "already-exists")) throw error;
    throw new DomainError("already-exists", "The sample is here already. Remove it to make a new one.");
  });
  const password = generatePassword();
  const input = { address: sampleAddress, password, displayName: "Sample account" };
  const { id: accountId, address } = await createAccount(store, input, actor);
  const messages = sampleMessages(store.clock.now());
  const deliverer = new Deliverer(store);
  for (const octets of messages) await deliver(store, deliverer, octets);
  return { accountId, address, password, messageCount: messages.length };
}

async function deliver(store: Store, deliverer: Deliverer, octets: Uint8Array): Promise<void> {
  const form = new WireForm({ spoolDirectory: join(store.environment.dataDirectory, "spool") });
  await form.push(octets);
  const message = await form.finish();
  try {
    const recipient = await resolveRecipient(store, sampleAddress);
    await deliverer.deliver({ recipient, prefix: new Uint8Array(), message });
  } finally {
    await message.discard();
  }
}
