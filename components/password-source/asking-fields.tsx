import { TextField } from "#components/ui/text-field.tsx";

const unit = (text: string) => <span className="pr-2 text-muted">{text}</span>;

/** How long an answer may take, and how long it may be remembered. */
export function AskingFields(props: { timeoutSeconds: number; rememberMinutes: number }) {
  return (
    <>
      <TextField
        name="timeoutSeconds"
        label="Time to answer"
        defaultValue={`${props.timeoutSeconds}`}
        description="After that a mail program is told to try again later, never that the password is wrong."
        inputMode="numeric"
        suffix={unit("seconds")}
        autoComplete="off"
      />
      <TextField
        name="rememberMinutes"
        label="A right password is remembered for"
        defaultValue={`${props.rememberMinutes}`}
        description="0 asks at every sign-in. Otherwise who is locked out there may come in here for so long."
        inputMode="numeric"
        suffix={unit("minutes")}
        autoComplete="off"
      />
    </>
  );
}
