import type { BrowserContextOptions, Locator } from "playwright-core";
import type { Visitor } from "./browser.ts";
import { freshData } from "./databases.ts";
import { popdesk, type Ran, type RunningPopdesk, startPopdesk, variablesFor } from "./popdesk.ts";

export const owner = { email: "owner@example.org", password: "violet tractor sings at noon" } as const;

/** A running installation that has an owner: what a browser test begins with. */
export interface OwnedPopdesk extends RunningPopdesk {
  /** Runs the built `popdesk` command on it. Rejects unless it ends with 0. */
  run(args: readonly string[], input?: string): Promise<Ran>;
  /** An account that may sign in, at example.org; gives its address. */
  newAccount(name: string, password: string): Promise<string>;
  /** Stops it and removes its data. */
  end(): Promise<void>;
}

export async function startOwnedPopdesk(changes: Record<string, string> = {}): Promise<OwnedPopdesk> {
  const data = await freshData("sqlite");
  const server = await startPopdesk(data, changes);
  const variables = variablesFor(data);
  const run = async (args: readonly string[], input?: string) => {
    const ran = await popdesk(variables, args, input);
    if (ran.code !== 0) throw new Error(`popdesk ${args.join(" ")}: ${ran.stderr}`);
    return ran;
  };
  await run(["owner", "create", owner.email, "--password-stdin"], `${owner.password}\n`);
  await run(["domain", "create", "example.org"]);
  return {
    ...server,
    run,
    async newAccount(name, password) {
      const address = `${name}@example.org`;
      await run(["account", "create", address, "--password-stdin"], `${password}\n`);
      return address;
    },
    async end() {
      await server.stop();
      await data.remove();
    },
  };
}

export type SavedSignIn = NonNullable<BrowserContextOptions["storageState"]>;

/** Through the sign-in page, to the overview. What it gives back opens further browsers that are signed in. */
export async function signIn(visitor: Visitor): Promise<SavedSignIn> {
  const { page } = visitor;
  await visitor.goTo("/sign-in");
  await page.getByLabel("E-mail address").fill(owner.email);
  await page.getByLabel("Password", { exact: true }).fill(owner.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await visitor.arriveAt("/overview");
  return visitor.context.storageState();
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
