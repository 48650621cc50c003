import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { SignInForm } from "#components/administrator/sign-in-form.tsx";
import { Mark } from "#components/shell/brand.tsx";
import { Code } from "#components/ui/code.tsx";
import { hasOwner } from "#server/administrator/read.ts";
import { readSettings } from "#server/setting/read.ts";
import { placeAfterSignIn } from "#server/web/browser-sign-in.ts";
import { currentAdministrator } from "#server/web/require-administrator.ts";
import { theStore } from "#server/web/the-store.ts";
import { signInAction } from "./actions.ts";

export const metadata: Metadata = { title: "Sign in" };

export default async function SignInPage({ searchParams }: { searchParams: Promise<{ to?: string | string[] }> }) {
  const to = placeAfterSignIn((await searchParams).to);
  if ((await currentAdministrator()) !== null) redirect(to);
  const store = await theStore();
  if (!(await hasOwner(store))) redirect("/set-up");
  const { hostname } = await readSettings(store);
  return (
    <main className="flex min-h-dvh flex-col items-center justify-center gap-6 px-4 py-10">
      <div className="flex flex-col items-center gap-3 text-center">
        <Mark className="size-11" />
        <div>
          <h1 className="text-xl font-semibold tracking-tight">Sign in to Popdesk</h1>
          <p className="text-muted">{hostname}</p>
        </div>
      </div>
      <div className="w-full max-w-sm rounded-lg border border-border bg-surface p-5 shadow-surface sm:p-6">
        <SignInForm action={signInAction} to={to} />
      </div>
      <details className="w-full max-w-sm text-muted">
        <summary className="mx-auto w-fit cursor-pointer rounded-sm px-1">Password lost?</summary>
        <p className="pt-2 text-center text-balance">
          On the server, as the user who owns the data, type <Code>npx popdesk owner password EMAIL</Code>. It asks for
          a new one and signs out every browser.
        </p>
      </details>
    </main>
  );
}
