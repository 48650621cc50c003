import type { FormAction } from "#components/ui/action-result.ts";
import { Switch } from "#components/ui/switch.tsx";
import type { AccountRow } from "#server/account/schema.ts";
import type { AdministratorView } from "#server/administrator/schema.ts";
import { ConsoleDialog } from "./console-dialog.tsx";

/** Who looks at the page: only an owner moves the third switch, and never his own. */
export type Viewer = Pick<AdministratorView, "email" | "role">;

type Switched = Pick<AccountRow, "id" | "address" | "canReceive" | "canSignIn" | "consoleAccess">;

export interface AccountSwitchProps {
  account: Switched;
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

/** Nothing to switch for the many who are no administrators. */
export function ConsoleSwitch({ account, action, viewer }: AccountSwitchProps & { viewer: Viewer }) {
  if (account.consoleAccess === null) return <span className="text-muted">–</span>;
  return (
    <span className="relative z-10 inline-flex">
      <Switch
        action={action}
        name="canUseConsole"
        fields={{ id: account.id }}
        isSelected={account.consoleAccess.isEnabled}
        isDisabled={whyNot(account, viewer) !== null}
        label={`${account.address} may use the console`}
        isLabelHidden
      />
    </span>
  );
}

export interface AccountSwitchesProps extends AccountSwitchProps {
  viewer: Viewer;
  setConsole: FormAction;
  generate: FormAction<string>;
}

/** For the account's own page: all three, with what they do. */
export function AccountSwitches({ account, action, viewer, setConsole, generate }: AccountSwitchesProps) {
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
      <OwnConsole account={account} viewer={viewer} setConsole={setConsole} generate={generate} />
    </div>
  );
}

/** The dialog stays where it is when the switch appears: it still shows the password. */
function OwnConsole({ account, viewer, setConsole, generate }: Omit<AccountSwitchesProps, "action">) {
  const reason = whyNot(account, viewer);
  const { consoleAccess } = account;
  const role = consoleAccess?.role === "owner" ? "An owner of this server" : "An administrator of this server";
  return (
    <div className="flex flex-col gap-2">
      {consoleAccess === null ? (
        <div className="flex min-w-0 flex-col gap-0.5">
          <span className="font-medium">May use the console</span>
          <span className="text-muted">No: it is no administrator's address. {reason}</span>
        </div>
      ) : (
        <Switch
          action={setConsole}
          name="canUseConsole"
          fields={{ id: account.id }}
          isSelected={consoleAccess.isEnabled}
          isDisabled={reason !== null}
          label="May use the console"
          description={`${role}, with this address and a password of its own. ${reason ?? "Off: every browser is signed out at once."}`}
        />
      )}
      {reason === null && (
        <div>
          <ConsoleDialog account={account} action={setConsole} generate={generate} />
        </div>
      )}
    </div>
  );
}

/** In words, where this person cannot move the third switch. */
function whyNot({ address }: Pick<Switched, "address">, { email, role }: Viewer): string | null {
  if (role !== "owner") return "Only an owner changes this.";
  return email === address ? "Nobody changes this for himself." : null;
}
