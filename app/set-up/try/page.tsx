import { redirect } from "next/navigation";
import { GoOn } from "#components/set-up/go-on.tsx";
import { SignInTrial } from "#components/set-up/sign-in-trial.tsx";
import { WizardPage } from "#components/set-up/wizard-page.tsx";
import { LinkButton } from "#components/ui/button.tsx";
import { Card } from "#components/ui/section.tsx";
import { requireSetUp } from "#server/web/require-set-up.ts";
import { goToProgramsAction, trySignInAction } from "../actions.ts";

export default async function TryPage() {
  const progress = await requireSetUp("try");
  if (progress.trial === null) redirect("/set-up/mail");
  return (
    <WizardPage
      step="try"
      reached={progress.step}
      title="Does it work?"
      description="The console now does what a mail program does: it connects to POP3S, signs in, and asks what is there. You read along."
      footer={
        <>
          <LinkButton href="/set-up/mail" size="md" variant="ghost">
            Back
          </LinkButton>
          <GoOn action={goToProgramsAction}>Go on</GoOn>
        </>
      }
    >
      <Card>
        <SignInTrial action={trySignInAction} address={progress.trial.address} />
      </Card>
    </WizardPage>
  );
}
