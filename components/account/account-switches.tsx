import type { FormAction } from "#components/ui/action-result.ts";
import { Switch } from "#components/ui/switch.tsx";
import type { AccountRow } from "#server/account/schema.ts";

export interface AccountSwitchProps {
  account: Pick<AccountRow, "id" | "address" | "canReceive" | "canSignIn">;
  action: FormAction;
}

/** For a table's cell: the switch alone. */
export function ReceiveSwitch({ account, action }: AccountSwitchProps) {
  return (
    <span className="relative z-10 inline-flex">
      <Switch
        action={action}
        name="canReceive"
        fields={{ id: account.id }}
        isSelected={account.canReceive}
        label={`${account.address} may receive mail`}
        isLabelHidden
      />
    </span>
  );
}

export function SignInSwitch({ account, action }: AccountSwitchProps) {
  return (
    <span className="relative z-10 inline-flex">
      <Switch
        action={action}
        name="canSignIn"
        fields={{ id: account.id }}
        isSelected={account.canSignIn}
        label={`${account.address} may sign in`}
        isLabelHidden
      />
    </span>
  );
}

/** For the account's own page: both, with what they do. */
export function AccountSwitches({ account, action }: AccountSwitchProps) {
  return (
    <div className="flex flex-col gap-4">
      <Switch
        action={action}
        name="canReceive"
        fields={{ id: account.id }}
        isSelected={account.canReceive}
        label="May receive mail"
        description="Off: senders are told the mailbox is disabled (5.2.1). What is there stays."
      />
      <Switch
        action={action}
        name="canSignIn"
        fields={{ id: account.id }}
        isSelected={account.canSignIn}
        label="May sign in by POP3"
        description="Off: mail programs are refused, and sessions that are in are ended. Mail still arrives."
      />
    </div>
  );
}
