"use client";

import { Bell, Mail, Pencil, Webhook } from "lucide-react";
import type { FormAction } from "#components/ui/action-result.ts";
import { FormDialog } from "#components/ui/form-dialog.tsx";
import { SecretDialog } from "#components/ui/secret-dialog.tsx";
import type { ChannelView } from "#server/alert/channel/schema.ts";
import { ChannelFields } from "./channel-fields.tsx";
import { kindWords } from "./words.ts";

/** What a saved channel gives back: the key that was made for a webhook, once. */
export interface NewKey {
  newSecret: string | null;
}

/** One button for each kind. */
export function AddChannel({ save }: { save: FormAction<NewKey> }) {
  return (
    <>
      <FormDialog
        trigger="E-mail…"
        triggerIcon={<Mail aria-hidden />}
        title="Tell by e-mail"
        action={save}
        fields={{ kind: "email" }}
        submit="Add"
      >
        <ChannelFields kind="email" />
      </FormDialog>
      <SecretDialog
        trigger="Webhook…"
        triggerIcon={<Webhook aria-hidden />}
        title="Tell by webhook"
        doneTitle="The key of this webhook"
        doneDescription="The receiver checks with it that a message came from here and was not altered. It is shown this once."
        action={save}
        fields={{ kind: "webhook" }}
        submit="Add"
        secretOf={({ data }) => data?.newSecret ?? ""}
      >
        <ChannelFields kind="webhook" />
      </SecretDialog>
      <FormDialog
        trigger="ntfy…"
        triggerIcon={<Bell aria-hidden />}
        title="Tell by ntfy"
        action={save}
        fields={{ kind: "ntfy" }}
        submit="Add"
      >
        <ChannelFields kind="ntfy" />
      </FormDialog>
    </>
  );
}

export function ChangeChannel({ channel, save }: { channel: ChannelView; save: FormAction<NewKey> }) {
  const { id, name, settings, isEnabled } = channel;
  return (
    <FormDialog
      trigger="Change…"
      triggerIcon={<Pencil aria-hidden />}
      title={`${name} (${kindWords[settings.kind]})`}
      action={save}
      fields={{ id, kind: settings.kind, isEnabled: String(isEnabled) }}
      submit="Save"
    >
      <ChannelFields kind={settings.kind} channel={channel} />
    </FormDialog>
  );
}
