import { FirstAccountForm } from "#components/set-up/account-form.tsx";
import { GoOn } from "#components/set-up/go-on.tsx";
import { SampleCard } from "#components/set-up/sample-card.tsx";
import { WizardPage } from "#components/set-up/wizard-page.tsx";
import { LinkButton } from "#components/ui/button.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Section } from "#components/ui/section.tsx";
import { readSample } from "#server/sample/read.ts";
import { requireSetUp } from "#server/web/require-set-up.ts";
import { theStore } from "#server/web/the-store.ts";
import { createAccountAction, createSampleAction, goToProgramsAction, removeSampleAction } from "../actions.ts";

export default async function MailPage() {
  const progress = await requireSetUp("mail");
  const sample = await readSample(await theStore());
  return (
    <WizardPage
      step="mail"
      reached={progress.step}
      title="The first account"
      description="An account has an address, a password and a maildrop that a mail program empties."
      footer={
        <>
          <LinkButton href="/set-up/server" size="md" variant="ghost">
            Back
          </LinkButton>
          {progress.trial === null ? (
            <GoOn action={goToProgramsAction} isSecondary>
              Not now
            </GoOn>
          ) : (
            <LinkButton href="/set-up/try" size="md" variant="primary">
              Go on with {progress.trial.address}
            </LinkButton>
          )}
        </>
      }
    >
      {progress.trial && (
        <Notice tone="good" title={`${progress.trial.address} is ready`}>
          Go on to sign in with it, or make another one.
        </Notice>
      )}
      <Section title="A domain and an account">
        <FirstAccountForm action={createAccountAction} />
      </Section>
      <SampleCard sample={sample} create={createSampleAction} remove={removeSampleAction} />
    </WizardPage>
  );
}
