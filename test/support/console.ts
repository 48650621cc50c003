import type { Cookie, Locator } from "playwright-core";
import { createAccount } from "#server/account/create-account.ts";
import { createOwner } from "#server/administrator/create-administrator.ts";
import { createDomain } from "#server/domain/create-domain.ts";
import type { Environment } from "#server/env.ts";
import { closeStore, openStore } from "#server/store.ts";
import { tester } from "./actor.ts";
import type { Visitor } from "./browser.ts";
import { freshData } from "./databases.ts";
import { type RunningPopdesk, startPopdesk } from "./popdesk.ts";

export const owner = { email: "owner@example.org", password: "violet tractor sings at noon" } as const;

/** A running installation that has an owner and the domain example.org: what a browser test begins with. */
export interface OwnedPopdesk extends RunningPopdesk {
  /** Of its data, for a test that opens the store beside it. */
  readonly environment: Environment;
  /** Stops it and removes its data. */
  end(): Promise<void>;
}

export interface OwnedPopdeskOptions {
  readonly accounts?: readonly { address: string; password: string }[];
  readonly variables?: Record<string, string>;
}

export async function startOwnedPopdesk(options: OwnedPopdeskOptions = {}): Promise<OwnedPopdesk> {
  const data = await freshData("sqlite");
  const store = await openStore(data.environment);
  await createOwner(store, owner, tester);
  await createDomain(store, { name: "example.org" }, tester);
  for (const account of options.accounts ?? []) await createAccount(store, account, tester);
  await closeStore(store);
  const server = await startPopdesk(data, options.variables);
  return {
    ...server,
    environment: data.environment,
    async end() {
      await server.stop();
      await data.remove();
    },
  };
}

/** Through the sign-in page, to the overview. What it gives back opens further windows that are signed in. */
export async function signIn(visitor: Visitor): Promise<Cookie[]> {
  const { page } = visitor;
  await visitor.goTo("/sign-in");
  await page.getByLabel("E-mail address").fill(owner.email);
  await page.getByLabel("Password", { exact: true }).fill(owner.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await visitor.arriveAt("/overview");
  return visitor.cookies();
}

/** What a screen reader says with a refused field; rejects where the field is not marked as refused. */
export async function refusalBeside(field: Locator): Promise<string> {
  const marked = field.and(field.page().locator("[aria-invalid=true]"));
  return marked.evaluate((element) => {
    const ids = ["aria-describedby", "aria-errormessage"].flatMap(
      (name) => element.getAttribute(name)?.split(" ") ?? [],
    );
    return ids.map((id) => document.getElementById(id)?.textContent ?? "").join(" ");
  });
}
