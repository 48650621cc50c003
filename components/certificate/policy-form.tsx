"use client";

import { useState } from "react";
import type { FormAction } from "#components/ui/action-result.ts";
import { SubmitButton } from "#components/ui/button.tsx";
import { countOf } from "#components/ui/count.tsx";
import { Form } from "#components/ui/form.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { type Option, SelectField } from "#components/ui/select-field.tsx";
import { type TlsPolicy, type TlsProfile, tlsPolicyOf, type TlsVersion } from "#server/tls/schema.ts";

const profiles: readonly Option[] = [
  { value: "intermediate", label: "Intermediate", description: "Every mail program of the last ten years." },
  { value: "modern", label: "Modern", description: "TLS 1.3 alone: programs and systems since about 2019." },
];

const versions: readonly Option[] = [
  { value: "TLSv1.2", label: "TLS 1.2" },
  { value: "TLSv1.3", label: "TLS 1.3" },
];

export interface PolicyFormProps {
  action: FormAction;
  tlsProfile: TlsProfile;
  tlsMinVersion: TlsVersion;
  /** Sign-ins by TLS 1.2 in the last 30 days, on listeners without the legacy switch. */
  tls12Count: number;
  /** Of all sign-ins over TLS. */
  totalCount: number;
}

/** The TLS policy of the whole installation; what a change would have meant in the last 30 days is said before it is saved. */
export function PolicyForm({ action, tlsProfile, tlsMinVersion, tls12Count, totalCount }: PolicyFormProps) {
  const [profile, setProfile] = useState<TlsProfile>(tlsProfile);
  const [version, setVersion] = useState<TlsVersion>(tlsMinVersion);
  const before = tlsPolicyOf({ tlsProfile, tlsMinVersion });
  const after = tlsPolicyOf({ tlsProfile: profile, tlsMinVersion: version });
  return (
    <Form action={action} className="flex flex-col gap-4">
      <div className="grid gap-x-8 gap-y-4 md:grid-cols-2">
        <SelectField
          name="tlsProfile"
          label="Configuration"
          options={profiles}
          value={profile}
          onChange={(value) => setProfile(value as TlsProfile)}
        />
        <SelectField
          name="tlsMinVersion"
          label="Least version"
          options={versions}
          value={after.minVersion}
          isDisabled={profile === "modern"}
          onChange={(value) => setVersion(value as TlsVersion)}
        />
        {profile === "modern" && <input type="hidden" name="tlsMinVersion" value={version} />}
      </div>
      <Effect before={before} after={after} tls12Count={tls12Count} totalCount={totalCount} />
      <div>
        <SubmitButton variant="secondary">Save the TLS policy</SubmitButton>
      </div>
    </Form>
  );
}

interface EffectProps {
  before: TlsPolicy;
  after: TlsPolicy;
  tls12Count: number;
  totalCount: number;
}

function Effect({ before, after, tls12Count, totalCount }: EffectProps) {
  if (before.minVersion === after.minVersion) return null;
  if (after.minVersion === "TLSv1.2") {
    return <Notice tone="info" title="Programs that know no more than TLS 1.2 get in again." />;
  }
  if (tls12Count === 0) {
    return (
      <Notice tone="good" title="Nobody would be turned away.">
        {totalCount === 0
          ? "Nobody has signed in over TLS in the last 30 days."
          : `All ${countOf(totalCount, "sign-in")} over TLS of the last 30 days used TLS 1.3.`}
      </Notice>
    );
  }
  return (
    <Notice tone="warning" title={`${countOf(tls12Count, "sign-in")} of the last 30 days would have failed.`}>
      They used TLS 1.2, of {countOf(totalCount, "sign-in")} over TLS. Sessions that are open now stay.
    </Notice>
  );
}
