import { LogOut } from "lucide-react";
import Link from "next/link";
import { ThemeSwitch } from "./theme-switch.tsx";

export interface AccountMenuProps {
  email: string;
  role: string;
  signOut: () => Promise<void>;
}

/** Who is signed in to the console, and the way out. */
export function AccountMenu({ email, role, signOut }: AccountMenuProps) {
  return (
    <div className="flex flex-col gap-3">
      <div className="flex items-center justify-between gap-2">
        <Link href="/preferences" className="min-w-0 rounded-sm hover:text-link" title={email}>
          <span className="block truncate font-medium">{email}</span>
          <span className="block text-xs text-muted">{role === "owner" ? "Owner" : "Administrator"}</span>
        </Link>
        <form action={signOut}>
          <button
            type="submit"
            aria-label="Sign out"
            title="Sign out"
            className="flex size-8 items-center justify-center rounded-md text-muted hover:bg-default hover:text-foreground"
          >
            <LogOut aria-hidden className="size-4" />
          </button>
        </form>
      </div>
      <ThemeSwitch />
    </div>
  );
}
