import { CopyButton } from "#components/ui/copy-button.tsx";

/** A password in clear, for the one moment in which somebody may read it. */
export function SecretOnce({ password }: { password: string }) {
  return (
    <div className="flex flex-col gap-2 rounded-lg border border-border bg-surface-secondary p-4">
      <p className="text-muted">Shown once. Pass it on now; from here on only its hash is kept.</p>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <code className="font-mono text-base wrap-anywhere select-all">{password}</code>
        <CopyButton text={password} label="Copy the password" variant="secondary">
          Copy
        </CopyButton>
      </div>
    </div>
  );
}
