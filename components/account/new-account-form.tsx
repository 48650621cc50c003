"use client";

import { useState } from "react";
import type { ActionResult, FormAction } from "#components/ui/action-result.ts";
import { Button, LinkButton, SubmitButton } from "#components/ui/button.tsx";
import { Form, useFormState } from "#components/ui/form.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Section } from "#components/ui/section.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import type { ClientSettings } from "#server/listener/schema.ts";
import { ClientSettingsList } from "./client-settings.tsx";
import { NewPasswordField } from "./new-password-field.tsx";
import { SecretOnce } from "#components/ui/secret-once.tsx";

interface Created {
  id: number;
  address: string;
}

export interface NewAccountFormProps {
  domains: readonly string[];
  /** Chosen at first. */
  domain: string;
  /** Those whose passwords are not checked here. */
  elsewhere: readonly string[];
  action: FormAction<Created>;
  generate: FormAction<string>;
  settings: ClientSettings;
}

export function NewAccountForm(props: NewAccountFormProps) {
  const { domains, domain, elsewhere, action, generate, settings } = props;
  const [chosen, setChosen] = useState(domain);
  const [password, setPassword] = useState("");
  const [created, setCreated] = useState<Created | null>(null);
  const [round, setRound] = useState(0);
  if (created) {
    const again = () => {
      setCreated(null);
      setPassword("");
      setRound(round + 1);
    };
    return <Ready created={created} password={password} settings={settings} onAgain={again} />;
  }
  return (
    <div className="max-w-2xl">
      <Section>
        <Form
          key={round}
          action={action}
          onDone={({ data }: ActionResult<Created>) => setCreated(data ?? null)}
          className="flex flex-col gap-5"
        >
          <AddressField domains={domains} chosen={chosen} onChoose={setChosen} />
          <TextField
            name="displayName"
            label="Name (optional)"
            description="Whose mail this is; shown in the console."
            autoComplete="off"
          />
          <NewPasswordField
            label="Password (optional)"
            value={password}
            onChange={setPassword}
            generate={generate}
            known={domains}
            description={
              elsewhere.includes(chosen)
                ? `Not needed: passwords of ${chosen} are checked elsewhere, and one set here signs nobody in while that is so.`
                : "Without one the account receives mail and nobody can sign in yet."
            }
          />
          <TextField
            name="quotaOctets"
            label="Quota (optional)"
            placeholder="As usual"
            description="The most its maildrop may hold, such as 500 MB or 2 GB, or none. Empty: what the domain gives new accounts."
            autoComplete="off"
          />
          <div className="flex gap-2">
            <SubmitButton>Create account</SubmitButton>
            <LinkButton href="/accounts" variant="ghost">
              Cancel
            </LinkButton>
          </div>
        </Form>
      </Section>
    </div>
  );
}

/** Local part and domain apart; a whole address pasted into the first is taken as it is. */
function AddressField(props: { domains: readonly string[]; chosen: string; onChoose: (domain: string) => void }) {
  const { domains, chosen, onChoose } = props;
  const { result } = useFormState();
  const [localPart, setLocalPart] = useState("");
  const isWhole = localPart.includes("@");
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <input type="hidden" name="address" value={isWhole || localPart === "" ? localPart : `${localPart}@${chosen}`} />
      <TextField
        name="localPart"
        label="Address"
        value={localPart}
        onChange={setLocalPart}
        placeholder="ann"
        autoComplete="off"
        autoFocus
        error={result.fieldErrors?.address}
      />
      <SelectField
        name="domain"
        label="Domain"
        value={chosen}
        onChange={onChoose}
        isDisabled={isWhole}
        options={domains.map((name) => ({ value: name, label: `@${name}` }))}
      />
    </div>
  );
}

interface ReadyProps {
  created: Created;
  password: string;
  settings: ClientSettings;
  onAgain: () => void;
}

function Ready({ created, password, settings, onAgain }: ReadyProps) {
  return (
    <div className="flex flex-col gap-4">
      <Notice tone="good" title={`${created.address} is ready.`}>
        It receives mail from now on{password ? " and can sign in." : "; set a password to let somebody sign in."}
      </Notice>
      {password && <SecretOnce password={password} />}
      <Section title="For the mail program">
        <ClientSettingsList settings={settings} address={created.address} />
      </Section>
      <div className="flex flex-wrap gap-2">
        <LinkButton href={`/accounts/${created.id}`} variant="primary">
          Open the account
        </LinkButton>
        <Button onPress={onAgain}>Create another</Button>
      </div>
    </div>
  );
}
