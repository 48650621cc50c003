import { redirect } from "next/navigation";
import { LostLink } from "#components/set-up/lost-link.tsx";
import { OwnerForm } from "#components/set-up/owner-form.tsx";
import { WizardPage } from "#components/set-up/wizard-page.tsx";
import { Card } from "#components/ui/section.tsx";
import { hasOwner } from "#server/administrator/read.ts";
import { isSetUpToken } from "#server/administrator/set-up-token.ts";
import { requireSetUp } from "#server/web/require-set-up.ts";
import { theStore } from "#server/web/the-store.ts";
import { createOwnerAction } from "./actions.ts";

export default async function SetUpPage({ searchParams }: { searchParams: Promise<{ token?: string | string[] }> }) {
  const store = await theStore();
  if (await hasOwner(store)) {
    const { step } = await requireSetUp("owner");
    redirect(`/set-up/${step}`);
  }
  const { token } = await searchParams;
  if (typeof token !== "string" || !(await isSetUpToken(store, token)))
    return <LostLink isWrong={token !== undefined} />;
  return (
    <WizardPage
      step="owner"
      reached="owner"
      title="Welcome. Who owns this server?"
      description="The owner may do everything here. Five steps, about three minutes; you can stop at any of them and go on later."
    >
      <Card>
        <OwnerForm action={createOwnerAction} token={token} />
      </Card>
    </WizardPage>
  );
}
