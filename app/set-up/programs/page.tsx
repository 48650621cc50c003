import { ClientSettings } from "#components/set-up/client-settings.tsx";
import { GoOn } from "#components/set-up/go-on.tsx";
import { MailPrograms } from "#components/set-up/mail-programs.tsx";
import { WizardPage } from "#components/set-up/wizard-page.tsx";
import { LinkButton } from "#components/ui/button.tsx";
import { Section } from "#components/ui/section.tsx";
import { readSample } from "#server/sample/read.ts";
import { readClientSettings } from "#server/set-up/read-client-settings.ts";
import { requireSetUp } from "#server/web/require-set-up.ts";
import { theStore } from "#server/web/the-store.ts";
import { finishSetUpAction } from "../actions.ts";

export default async function ProgramsPage() {
  const progress = await requireSetUp("programs");
  const store = await theStore();
  const [settings, sample] = await Promise.all([readClientSettings(store), readSample(store)]);
  const isSample = sample !== null && progress.trial?.address.endsWith(`@${sample.name}`);
  const address = progress.trial?.address ?? "the account's whole address";
  return (
    <WizardPage
      step="programs"
      reached={progress.step}
      title="Settings for mail programs"
      description="What people type into their mail program."
      footer={
        <>
          <LinkButton href={progress.trial ? "/set-up/try" : "/set-up/mail"} size="md" variant="ghost">
            Back
          </LinkButton>
          <GoOn action={finishSetUpAction}>Finish and open the console</GoOn>
        </>
      }
    >
      <Section
        title="To be typed"
        description={
          isSample && "The sample's password is shown here for the last time: it is forgotten when you finish."
        }
      >
        <ClientSettings
          settings={settings}
          address={address}
          password={isSample ? progress.trial?.password : undefined}
        />
      </Section>
      <Section title="Where it is typed" isFlush>
        <MailPrograms settings={settings} address={address} />
      </Section>
    </WizardPage>
  );
}
