import type { Metadata } from "next";
import { ImportForm } from "#components/account/import-form.tsx";
import { Code } from "#components/ui/code.tsx";
import { Page } from "#components/ui/page.tsx";
import { Section } from "#components/ui/section.tsx";
import { mostImportOctets } from "#server/account/import/schema.ts";
import { requireAdministrator } from "#server/web/require-administrator.ts";

export const metadata: Metadata = { title: "Import accounts" };

export default async function ImportPage() {
  await requireAdministrator();
  return (
    <Page
      title="Import accounts"
      description="From a list as CSV. What would become of each line is shown first; nothing changes before you apply it."
      back={{ href: "/accounts", label: "Accounts" }}
    >
      <Section>
        <ImportForm mostOctets={mostImportOctets} />
      </Section>
      <Section title="What the list looks like">
        <div className="flex max-w-3xl flex-col gap-2 text-muted">
          <p>
            The first line names the columns, in any order: <Code>address</Code>, <Code>name</Code>,{" "}
            <Code>password</Code> or <Code>hash</Code>, <Code>quota</Code>, <Code>messages quota</Code>,{" "}
            <Code>receive</Code>, <Code>sign-in</Code>. Semicolons, commas or tabs part them. A file may have up to{" "}
            {mostImportOctets / 1024 / 1024} MiB; the command line takes larger ones.
          </p>
          <p>
            What is left empty stays as it is. <Code>none</Code> takes a quota away. A hash is taken as another server
            kept it, such as <Code>{"{SHA512-CRYPT}$6$…"}</Code>. Passwords wait sealed until they are set.
          </p>
        </div>
      </Section>
    </Page>
  );
}
