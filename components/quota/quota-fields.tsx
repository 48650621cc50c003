import { quotaText } from "#components/account/quota-text.ts";
import { TextField } from "#components/ui/text-field.tsx";

export interface QuotaFieldsProps {
  /** Names of the two fields. */
  octetsName: string;
  messagesName: string;
  octetsLabel: string;
  messagesLabel: string;
  octets: number | null;
  messages: number | null;
}

/** Octets and messages, side by side; empty is no limit. */
export function QuotaFields(props: QuotaFieldsProps) {
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <TextField
        name={props.octetsName}
        label={props.octetsLabel}
        placeholder="No limit"
        defaultValue={quotaText(props.octets)}
        description="Such as 500 MB or 2 GB."
        autoComplete="off"
      />
      <TextField
        name={props.messagesName}
        label={props.messagesLabel}
        placeholder="No limit"
        inputMode="numeric"
        defaultValue={props.messages?.toString() ?? ""}
        autoComplete="off"
      />
    </div>
  );
}
