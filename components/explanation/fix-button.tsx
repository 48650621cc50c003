import { PasswordDialog } from "#components/account/password-dialog.tsx";
import { ActionButton } from "#components/ui/action-button.tsx";
import type { FormAction } from "#components/ui/action-result.ts";
import { LinkButton } from "#components/ui/button.tsx";
import type { Fix } from "#server/explanation/schema.ts";
import { spokenNetwork } from "#server/protection/schema.ts";

/** The verbs that mend something; each is the one its own page has. */
export interface FixActions {
  readonly liftBlock: FormAction;
  readonly endRule: FormAction;
  readonly addRule: FormAction;
  readonly forgetThrottle: FormAction;
  readonly setSwitches: FormAction;
  readonly setPassword: FormAction;
  readonly generatePassword: FormAction<string>;
  readonly setAccess: FormAction;
  readonly createException: FormAction;
  readonly kickSession: FormAction;
  readonly clearLock: FormAction;
}

export interface FixButtonProps {
  fix: Fix;
  actions: FixActions;
  /** The likeliest remedy stands out. */
  isFirst: boolean;
}

const spared = { lasts: "2h", reason: "from an explanation" } as const;

/** One remedy: does it at once, or leads to where it is done. */
export function FixButton({ fix, actions, isFirst }: FixButtonProps) {
  const variant = isFirst ? "primary" : "secondary";
  switch (fix.kind) {
    case "go":
      return (
        <LinkButton href={fix.href} variant={isFirst ? "secondary" : "ghost"}>
          {fix.label}
        </LinkButton>
      );
    case "set-password":
      return (
        <PasswordDialog
          accountId={fix.accountId}
          address={fix.address}
          hasPassword={fix.hasPassword}
          checkedBy={null}
          action={actions.setPassword}
          generate={actions.generatePassword}
        />
      );
    case "lift-block":
      return (
        <ActionButton action={actions.liftBlock} fields={{ id: fix.id }} variant={variant}>
          {`Lift the block of ${spokenNetwork(fix.network)}`}
        </ActionButton>
      );
    case "end-rule":
      return (
        <ActionButton action={actions.endRule} fields={{ id: fix.id }} variant={variant}>
          {`Take ${spokenNetwork(fix.network)} off the list`}
        </ActionButton>
      );
    case "let-in":
      return (
        <ActionButton
          action={actions.addRule}
          fields={{ network: fix.network, action: "allow", lasts: "2h", note: spared.reason }}
          variant={variant}
        >
          {`Let ${fix.network} in for 2 hours`}
        </ActionButton>
      );
    case "forget-throttle":
      return (
        <ActionButton
          action={actions.forgetThrottle}
          fields={{ network: fix.network, address: fix.address }}
          variant={variant}
        >
          End the wait
        </ActionButton>
      );
    case "switch-sign-in-on":
      return (
        <ActionButton
          action={actions.setSwitches}
          fields={{ id: fix.accountId, canSignIn: "true" }}
          variant={variant}
          doneMessage={`${fix.address} may sign in again.`}
        >
          Switch sign-in on
        </ActionButton>
      );
    case "allow-network":
      return (
        <ActionButton
          action={actions.setAccess}
          fields={{ id: fix.accountId, allowedNetworks: fix.allowedNetworks }}
          variant={variant}
        >
          {`Allow ${fix.remoteAddress} for this account`}
        </ActionButton>
      );
    case "allow-own-password":
      return (
        <ActionButton
          action={actions.setAccess}
          fields={{ id: fix.accountId, onlyAppPasswords: "false" }}
          variant={variant}
        >
          Take its own password as well
        </ActionButton>
      );
    case "spare-account":
      return (
        <ActionButton
          action={actions.createException}
          fields={{ whom: "account", address: fix.address, ...spared }}
          variant={variant}
          doneMessage={`${fix.address} may sign in without TLS for two hours.`}
        >
          {`Except ${fix.address} for 2 hours`}
        </ActionButton>
      );
    case "spare-network":
      return (
        <ActionButton
          action={actions.createException}
          fields={{ whom: "network", network: fix.network, ...spared }}
          variant={variant}
          doneMessage={`${fix.network} may sign in without TLS for two hours.`}
        >
          {`Except ${fix.network} for 2 hours`}
        </ActionButton>
      );
    case "clear-lock":
      return (
        <ActionButton
          action={actions.clearLock}
          fields={{ accountId: fix.accountId, sessionId: fix.sessionId }}
          variant={variant}
        >
          Clear the stale lock
        </ActionButton>
      );
    case "end-session":
      return (
        <ActionButton action={actions.kickSession} fields={{ sessionId: fix.sessionId }} variant={variant}>
          End that session
        </ActionButton>
      );
  }
}

export interface FixesProps {
  fixes: readonly Fix[];
  actions: FixActions;
  /** The first of them is what to do. */
  isUrgent: boolean;
}

export function Fixes({ fixes, actions, isUrgent }: FixesProps) {
  if (fixes.length === 0) return null;
  return (
    <div className="flex flex-wrap gap-2">
      {fixes.map((fix, index) => (
        <FixButton key={JSON.stringify(fix)} fix={fix} actions={actions} isFirst={isUrgent && index === 0} />
      ))}
    </div>
  );
}
