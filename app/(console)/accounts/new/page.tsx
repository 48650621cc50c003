import { Globe } from "lucide-react";
import type { Metadata } from "next";
import { NewAccountForm } from "#components/account/new-account-form.tsx";
import { LinkButton } from "#components/ui/button.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { Page } from "#components/ui/page.tsx";
import type { Query } from "#components/ui/query.ts";
import { Section } from "#components/ui/section.tsx";
import { readDomainNames } from "#server/domain/read.ts";
import { readClientSettings } from "#server/listener/client-settings.ts";
import { readDomainsElsewhere } from "#server/password-source/read.ts";
import { requireAdministrator } from "#server/web/require-administrator.ts";
import { theStore } from "#server/web/the-store.ts";
import { createAccountAction } from "../actions.ts";
import { generatePasswordAction } from "../generate-password.ts";

export const metadata: Metadata = { title: "Create an account" };

export default async function NewAccountPage({ searchParams }: { searchParams: Promise<Query> }) {
  await requireAdministrator();
  const store = await theStore();
  const [{ domain }, settings, rows, elsewhere] = await Promise.all([
    searchParams,
    readClientSettings(store),
    readDomainNames(store),
    readDomainsElsewhere(store),
  ]);
  const domains = rows.map(({ name }) => name);
  const [first] = domains;
  return (
    <Page
      title="Create an account"
      description="An address that receives mail and lets a mail program collect it."
      back={{ href: "/accounts", label: "Accounts" }}
    >
      {first === undefined ? (
        <Section>
          <Empty
            icon={Globe}
            title="First a domain"
            actions={
              <LinkButton href="/domains?new=1" variant="primary">
                Create a domain
              </LinkButton>
            }
          >
            An address is a name at a domain, and there is no domain yet.
          </Empty>
        </Section>
      ) : (
        <NewAccountForm
          domains={domains}
          domain={domains.find((name) => name === domain) ?? first}
          elsewhere={elsewhere}
          action={createAccountAction}
          generate={generatePasswordAction}
          settings={settings}
        />
      )}
    </Page>
  );
}
