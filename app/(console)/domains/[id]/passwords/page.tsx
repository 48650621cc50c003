import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { Live } from "#components/live/live.tsx";
import { SourceForm } from "#components/password-source/source-form.tsx";
import { TrySignIn } from "#components/password-source/try-sign-in.tsx";
import { countOf } from "#components/ui/count.tsx";
import { LastChange } from "#components/ui/last-change.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Page } from "#components/ui/page.tsx";
import { Card, Section } from "#components/ui/section.tsx";
import { Time } from "#components/ui/time.tsx";
import { readLastChange } from "#server/audit/read-last-change.ts";
import { rowId } from "#server/input/schema.ts";
import { readPasswordSource, readSourceTrouble } from "#server/password-source/read.ts";
import { sourceInForce } from "#server/password-source/words.ts";
import { requireAdministrator } from "#server/web/require-administrator.ts";
import { theStore } from "#server/web/the-store.ts";
import { previewSourceAction, setPasswordSourceAction, trySignInAction } from "./actions.ts";

interface PasswordsProps {
  params: Promise<{ id: string }>;
}

/** Once per request, for the tab and for the page. */
const sourceAt = cache(async (text: string) => {
  await requireAdministrator();
  const id = rowId.safeParse(text);
  return id.success ? readPasswordSource(await theStore(), id.data) : null;
});

export async function generateMetadata({ params }: PasswordsProps): Promise<Metadata> {
  const source = await sourceAt((await params).id);
  return { title: source ? `Passwords of ${source.domainName}` : "No such domain" };
}

const formId = "password-source";

export default async function PasswordsPage({ params }: PasswordsProps) {
  await requireAdministrator();
  const source = await sourceAt((await params).id);
  if (source === null) notFound();
  const store = await theStore();
  const { domainId, domainName, accountCount, settings, hasBindPassword } = source;
  const [change, trouble] = await Promise.all([
    readLastChange(store, { actions: ["domain.set-password-source"], object: domainName }),
    settings === null ? null : readSourceTrouble(store, domainName),
  ]);
  return (
    <Page
      title={`Passwords of ${domainName}`}
      description="Where the passwords of its accounts are known, and who is asked when a mail program signs in."
      back={{ href: `/domains/${domainId}`, label: domainName }}
    >
      <Live topics={["changes"]} />
      <Card className="flex flex-col gap-1">
        {sourceInForce(domainName, settings).map((sentence) => (
          <p key={sentence} className="wrap-anywhere">
            {sentence}
          </p>
        ))}
        <LastChange change={change} />
      </Card>
      {trouble !== null && trouble.lastAwayAt !== null && (
        <Notice
          tone="warning"
          title={`${countOf(trouble.awayCount, "sign-in")} could not be answered in the last 24 hours.`}
        >
          The last one <Time at={trouble.lastAwayAt} />: mail programs were told to try again later. Try a sign-in to
          see at which step it fails.
        </Notice>
      )}
      <Section
        title="Where passwords are checked"
        description="Accounts are made here as before: a directory makes none. App passwords are always checked here."
        actions={<TrySignIn domainId={domainId} domainName={domainName} formId={formId} action={trySignInAction} />}
      >
        <SourceForm
          key={JSON.stringify(settings)}
          formId={formId}
          domainId={domainId}
          domainName={domainName}
          accountCount={accountCount}
          settings={settings}
          hasBindPassword={hasBindPassword}
          action={setPasswordSourceAction}
          preview={previewSourceAction}
        />
      </Section>
    </Page>
  );
}
