import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { cache } from "react";
import { AccountForm } from "#components/account/account-form.tsx";
import { AccountSentence } from "#components/account/account-state.tsx";
import { AccountSwitches } from "#components/account/account-switches.tsx";
import { Aliases } from "#components/account/aliases.tsx";
import { ClientSettingsList } from "#components/account/client-settings.tsx";
import { DeleteAccount } from "#components/account/delete-account.tsx";
import { MaildropFacts } from "#components/account/maildrop-facts.tsx";
import { PasswordDialog } from "#components/account/password-dialog.tsx";
import { SignInTable } from "#components/account/sign-in-table.tsx";
import { Live } from "#components/live/live.tsx";
import { QuotaAlertList } from "#components/quota/alert-list.tsx";
import { EffectiveList } from "#components/retention/effective-list.tsx";
import { FindingItems } from "#components/finding/finding-list.tsx";
import { LockNote } from "#components/lock/lock-table.tsx";
import { LinkButton } from "#components/ui/button.tsx";
import { Page } from "#components/ui/page.tsx";
import { Section } from "#components/ui/section.tsx";
import { Time } from "#components/ui/time.tsx";
import { readAccount } from "#server/account/read.ts";
import { readFindingsOf } from "#server/finding/read.ts";
import { rowId } from "#server/input/schema.ts";
import { readClientSettings } from "#server/listener/client-settings.ts";
import { readLock } from "#server/lock/read.ts";
import { kindWords } from "#server/password-source/words.ts";
import { readQuotaAlerts } from "#server/quota/read.ts";
import { thresholdsOf } from "#server/quota/schema.ts";
import { readSettings } from "#server/setting/read.ts";
import { readRecoverableTotals } from "#server/recoverable/read.ts";
import { effectiveRetention } from "#server/retention/effective-retention.ts";
import { effectiveFields } from "#server/retention/words.ts";
import { requireAdministrator } from "#server/web/require-administrator.ts";
import { theStore } from "#server/web/the-store.ts";
import {
  createAliasAction,
  deleteAccountAction,
  deleteAliasAction,
  setAccountSwitchesAction,
  setConsoleAccessAction,
  setPasswordAction,
  updateAccountAction,
} from "../actions.ts";
import { fixFindingAction } from "../../findings/actions.ts";
import { generatePasswordAction } from "../generate-password.ts";

const alertCount = 5;

interface AccountProps {
  params: Promise<{ id: string }>;
}

/** Once per request, for the tab and for the page. */
const accountAt = cache(async (text: string) => {
  await requireAdministrator();
  const id = rowId.safeParse(text);
  return id.success ? readAccount(await theStore(), id.data) : null;
});

export async function generateMetadata({ params }: AccountProps): Promise<Metadata> {
  const account = await accountAt((await params).id);
  return { title: account?.address ?? "No such account" };
}

export default async function AccountPage({ params }: AccountProps) {
  const { email, role } = await requireAdministrator();
  const store = await theStore();
  const [account, clientSettings, settings] = await Promise.all([
    accountAt((await params).id),
    readClientSettings(store),
    readSettings(store),
  ]);
  if (account === null) notFound();
  const { id: accountId, address, passwordAt } = account;
  const [retention, recoverable, lock, findings, alerts] = await Promise.all([
    effectiveRetention(store, accountId),
    readRecoverableTotals(store, { accountId }),
    readLock(store, accountId),
    readFindingsOf(store, accountId),
    readQuotaAlerts(store, { accountId, take: alertCount }),
  ]);
  return (
    <Page
      title={address}
      description={<AccountSentence account={account} />}
      back={{ href: "/accounts", label: "Accounts" }}
      actions={
        <>
          <LinkButton href={`/explain?who=${encodeURIComponent(address)}`}>Explain a sign-in</LinkButton>
          <PasswordDialog
            accountId={accountId}
            address={address}
            hasPassword={account.hasPassword}
            checkedBy={account.passwordSource === "database" ? null : kindWords[account.passwordSource]}
            action={setPasswordAction}
            generate={generatePasswordAction}
          />
        </>
      }
    >
      <Live topics={["changes", "sessions", "locks", "findings"]} />
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,5fr)_minmax(0,3fr)]">
        <div className="flex min-w-0 flex-col gap-5">
          {findings.length > 0 && (
            <Section
              title={findings.length === 1 ? "Something was found" : `${findings.length} things were found`}
              isFlush
            >
              <FindingItems findings={findings} fix={fixFindingAction} />
            </Section>
          )}
          <Section
            title="Maildrop"
            description={lock && <LockNote lock={lock} />}
            actions={<LinkButton href={`/messages?accountId=${accountId}`}>Messages</LinkButton>}
          >
            <MaildropFacts account={account} recoverable={recoverable} thresholds={thresholdsOf(settings)} />
          </Section>
          {alerts.length > 0 && (
            <Section title="Quota alerts" description="Each threshold that was crossed.">
              <QuotaAlertList alerts={alerts} isOwn />
            </Section>
          )}
          <Section
            title="Retention"
            actions={<LinkButton href={`/retention?level=account&id=${accountId}`}>Change</LinkButton>}
          >
            <EffectiveList fields={effectiveFields(retention)} />
          </Section>
          <Section title="What it may do">
            <AccountSwitches
              account={account}
              action={setAccountSwitchesAction}
              viewer={{ email, role }}
              setConsole={setConsoleAccessAction}
              generate={generatePasswordAction}
            />
          </Section>
          <Section
            title="Last sign-ins"
            description={
              account.passwordSource !== "database" ? (
                <>
                  Its password is checked by {kindWords[account.passwordSource]}, as{" "}
                  <Link href={`/domains/${account.domainId}/passwords`} className="underline">
                    {account.domainName} says
                  </Link>
                  . App passwords are checked here.
                </>
              ) : passwordAt ? (
                <>
                  Password set <Time at={passwordAt} />
                  {account.passwordScheme !== null &&
                    `, kept as ${account.passwordScheme} from another server; becomes argon2id at the next sign-in`}
                  .
                </>
              ) : (
                "No password is set."
              )
            }
            actions={
              <>
                {account.liveSessionCount > 0 && (
                  <LinkButton href={`/sessions?search=${encodeURIComponent(address)}`}>Live sessions</LinkButton>
                )}
                <LinkButton href={`/accounts/${accountId}/access`}>Access, app passwords</LinkButton>
              </>
            }
            isFlush
          >
            <SignInTable signIns={account.lastSignIns} />
          </Section>
        </div>
        <div className="flex min-w-0 flex-col gap-5">
          <Section
            title="For the mail program"
            actions={<LinkButton href={`/accounts/${accountId}/set-up`}>Set-up, QR code, files</LinkButton>}
          >
            <ClientSettingsList settings={clientSettings} address={address} />
          </Section>
          <Section title="Aliases" description="Other addresses whose mail arrives here. Nobody signs in with them.">
            <Aliases
              accountId={accountId}
              domainName={account.domainName}
              aliases={account.aliases}
              create={createAliasAction}
              remove={deleteAliasAction}
            />
          </Section>
          <Section title="Name and limits">
            <AccountForm account={account} action={updateAccountAction} />
          </Section>
          <Section title="Delete" tone="danger">
            <DeleteAccount account={account} days={settings.deletedAccountDays} action={deleteAccountAction} />
          </Section>
        </div>
      </div>
    </Page>
  );
}
