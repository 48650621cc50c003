import type { Metadata } from "next";
import { OwnPasswordForm } from "#components/administrator/own-password-form.tsx";
import { OwnSignIns } from "#components/administrator/own-sign-ins.tsx";
import { TimeZoneForm } from "#components/administrator/time-zone-form.tsx";
import { ThemeSwitch } from "#components/shell/theme-switch.tsx";
import { Page } from "#components/ui/page.tsx";
import { Section } from "#components/ui/section.tsx";
import { readSignIns } from "#server/administrator/sign-in.ts";
import { requireAdministrator } from "#server/web/require-administrator.ts";
import { theStore } from "#server/web/the-store.ts";
import { changeOwnPasswordAction, changePreferencesAction, revokeSignInAction } from "./actions.ts";

export const metadata: Metadata = { title: "Preferences" };

export default async function PreferencesPage() {
  const administrator = await requireAdministrator();
  const signIns = await readSignIns(await theStore(), administrator.id);
  return (
    <Page title="Preferences" description={`For ${administrator.email} alone.`}>
      <Section title="Appearance" description="Kept in this browser.">
        <ThemeSwitch hasLabels />
      </Section>
      <Section title="Time">
        <TimeZoneForm
          timeZone={administrator.timeZone}
          zones={["UTC", ...Intl.supportedValuesOf("timeZone")]}
          action={changePreferencesAction}
        />
      </Section>
      <Section id="password" title="Your password">
        <OwnPasswordForm email={administrator.email} action={changeOwnPasswordAction} />
      </Section>
      <Section
        title="Your browsers"
        description="Everywhere you are signed in to this console. Sign out what you do not recognise, then change your password."
        isFlush
      >
        <OwnSignIns signIns={signIns} currentId={administrator.signInId} revoke={revokeSignInAction} />
      </Section>
    </Page>
  );
}
