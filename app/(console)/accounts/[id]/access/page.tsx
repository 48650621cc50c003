import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { AccessForm } from "#components/account/access-form.tsx";
import { accessSentence } from "#components/account/access-words.ts";
import { AppPasswords } from "#components/account/app-passwords.tsx";
import { FailureTable } from "#components/account/failure-table.tsx";
import { SignInDetails } from "#components/account/sign-in-details.tsx";
import { Live } from "#components/live/live.tsx";
import { LinkButton } from "#components/ui/button.tsx";
import { LastChange } from "#components/ui/last-change.tsx";
import { Page } from "#components/ui/page.tsx";
import { Section } from "#components/ui/section.tsx";
import { readAccount } from "#server/account/read.ts";
import { readAppPasswords } from "#server/app-password/read.ts";
import { readLastChange } from "#server/audit/read-last-change.ts";
import { rowId } from "#server/input/schema.ts";
import { readFailures } from "#server/sign-in-failure/read.ts";
import { failureList } from "#server/sign-in-failure/schema.ts";
import { requireAdministrator } from "#server/web/require-administrator.ts";
import { theStore } from "#server/web/the-store.ts";
import { createAppPasswordAction, revokeAppPasswordAction, setAccountAccessAction } from "./actions.ts";
import { previewAccessAction } from "./previews.ts";

interface AccessProps {
  params: Promise<{ id: string }>;
}

/** Once per request, for the tab and for the page. */
const accountAt = cache(async (text: string) => {
  await requireAdministrator();
  const id = rowId.safeParse(text);
  return id.success ? readAccount(await theStore(), id.data) : null;
});

export async function generateMetadata({ params }: AccessProps): Promise<Metadata> {
  const account = await accountAt((await params).id);
  return { title: account ? `Access · ${account.address}` : "No such account" };
}

export default async function AccessPage({ params }: AccessProps) {
  await requireAdministrator();
  const account = await accountAt((await params).id);
  if (account === null) notFound();
  const store = await theStore();
  const [appPasswords, failures, change] = await Promise.all([
    readAppPasswords(store, account.id),
    readFailures(store, failureList.parse({ accountId: account.id, pageSize: 20 })),
    readLastChange(store, { actions: ["account.set-access"], object: account.address }),
  ]);
  const { id, address } = account;
  return (
    <Page
      title="Access"
      description={accessSentence(account, appPasswords)}
      back={{ href: `/accounts/${id}`, label: address }}
      actions={
        <>
          {account.liveSessionCount > 0 && (
            <LinkButton href={`/sessions?search=${encodeURIComponent(address)}`}>Live sessions</LinkButton>
          )}
          <LinkButton href={`/history?accountId=${id}`}>Session history</LinkButton>
        </>
      }
    >
      <Live topics={["changes", "sessions"]} />
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,5fr)_minmax(0,3fr)]">
        <div className="flex min-w-0 flex-col gap-5">
          <Section
            title="App passwords"
            description="One for each device or program. Each can be revoked alone; the others, and the account's own password, stay."
            isFlush
          >
            <AppPasswords
              accountId={id}
              appPasswords={appPasswords}
              create={createAppPasswordAction}
              revoke={revokeAppPasswordAction}
            />
          </Section>
          <Section title="Last sign-ins" isFlush>
            <SignInDetails signIns={account.lastSignIns} appPasswords={appPasswords} />
          </Section>
          <Section
            title="Refused sign-ins"
            description="Summed up by the hour: what failed, from where, and why."
            isFlush
          >
            <FailureTable failures={failures.rows} />
          </Section>
        </div>
        <Section title="From where, with what">
          <div className="flex flex-col gap-4">
            <AccessForm account={account} action={setAccountAccessAction} preview={previewAccessAction} />
            <LastChange change={change} />
          </div>
        </Section>
      </div>
    </Page>
  );
}
