import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ClientSettingsList } from "#components/account/client-settings.tsx";
import { PrintButton } from "#components/client-set-up/print-button.tsx";
import { QrCard } from "#components/client-set-up/qr-card.tsx";
import { SetUpFiles } from "#components/client-set-up/set-up-files.tsx";
import { SetUpSteps } from "#components/client-set-up/set-up-steps.tsx";
import { Live } from "#components/live/live.tsx";
import { Page } from "#components/ui/page.tsx";
import { Section } from "#components/ui/section.tsx";
import { readAccount } from "#server/account/read.ts";
import { readSetUpCodes } from "#server/client-set-up/read-codes.ts";
import { rowId } from "#server/input/schema.ts";
import { readClientSettings } from "#server/listener/client-settings.ts";
import { readPublicUrl } from "#server/public-web/read-public-url.ts";
import { requireAdministrator } from "#server/web/require-administrator.ts";
import { theStore } from "#server/web/the-store.ts";

export const metadata: Metadata = { title: "Set-up" };

/** How this account gets into a mail program, on screen and on paper. */
export default async function SetUpPage({ params }: { params: Promise<{ id: string }> }) {
  await requireAdministrator();
  const id = rowId.safeParse((await params).id);
  const store = await theStore();
  const account = id.success ? await readAccount(store, id.data) : null;
  if (account === null) notFound();
  const { id: accountId, address } = account;
  const [settings, codes, publicUrl] = await Promise.all([
    readClientSettings(store),
    readSetUpCodes(store, address),
    readPublicUrl(store),
  ]);
  return (
    <Page
      title={`Set up ${address}`}
      description="What a mail program needs, ready to be scanned, opened, copied or printed. The password is not on this page."
      back={{ href: `/accounts/${accountId}`, label: address }}
      actions={<PrintButton />}
    >
      <Live topics={["wishes", "facts"]} />
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,5fr)_minmax(0,3fr)] print:grid-cols-1">
        <div className="flex min-w-0 flex-col gap-5">
          <Section title="By hand">
            <ClientSettingsList settings={settings} address={address} />
          </Section>
          <Section title="By itself">
            <SetUpSteps publicUrl={publicUrl} address={address} />
          </Section>
          {settings.ways.length > 0 && (
            <div className="print:hidden">
              <Section
                title="Files"
                description="To be sent to somebody, or opened here. Each names only what is really open now."
              >
                <SetUpFiles accountId={accountId} />
              </Section>
            </div>
          )}
        </div>
        <div className="flex min-w-0 flex-col gap-5 print:flex-row">
          <QrCard
            title="iPhone and iPad"
            description="Point the camera at it, then allow the profile in the settings. The password is asked for."
            code={codes.profile}
            missing="The profile is fetched from the public web listener, which is not open. Add one under Listeners, or send the file."
          />
          <QrCard
            title="Any other phone"
            description="Shows the settings, to be copied into the mail program."
            code={codes.settings}
            missing="No POP3 listener is open that could be named."
          />
        </div>
      </div>
    </Page>
  );
}
