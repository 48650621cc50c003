import { createAccount } from "#server/account/create-account.ts";
import { createSelfSigned } from "#server/certificate/create-self-signed.ts";
import type { Engine } from "#server/database/url.ts";
import { Deliverer } from "#server/delivery/deliverer.ts";
import { newWireForm } from "#server/delivery/new-wire-form.ts";
import { createDomain } from "#server/domain/create-domain.ts";
import { firstListeners } from "#server/listener/first-listeners.ts";
import { readListeners } from "#server/listener/read.ts";
import type { ListenerView } from "#server/listener/schema.ts";
import { tester } from "./actor.ts";
import { freshStore, type TestStore } from "./databases.ts";

/** What `npm start` makes, with one account in it: listeners POP3, POP3S, LMTP and "LMTP socket" on free ports. */
export interface Installation extends TestStore {
  readonly address: string;
  readonly password: string;
  readonly accountId: number;
  deliver(text: string): Promise<void>;
  listener(name: string): Promise<ListenerView>;
}

export async function freshInstallation(engine: Engine): Promise<Installation> {
  return furnish(await freshStore(engine));
}

/** The same in a store that is empty yet. */
export async function furnish(at: TestStore): Promise<Installation> {
  const { store } = at;
  const [address, password] = ["ann@example.org", "correct horse battery"];
  await createDomain(store, { name: "example.org" }, tester);
  const { id: accountId } = await createAccount(store, { address, password }, tester);
  await createSelfSigned(store, { names: ["localhost"] }, tester);
  await firstListeners(store, { pop3: 0, pop3s: 0, lmtp: 0 });
  const deliverer = new Deliverer(store);
  return {
    ...at,
    address,
    password,
    accountId,
    async deliver(text) {
      const form = newWireForm(store);
      await form.push(Buffer.from(text));
      const message = await form.finish();
      await deliverer.deliver({ recipient: { accountId, address }, prefix: new Uint8Array(), message });
      await message.discard();
    },
    async listener(name) {
      const found = (await readListeners(store)).find((listener) => listener.name === name);
      if (!found) throw new Error(`no listener is called ${name}`);
      return found;
    },
  };
}
