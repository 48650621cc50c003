import { LogIn } from "lucide-react";
import Link from "next/link";
import { clientLike } from "#components/session/client-like.ts";
import { Tls } from "#components/session/session-cells.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { Time } from "#components/ui/time.tsx";
import type { AccountSignIn } from "#server/account/schema.ts";
import type { AppPasswordView } from "#server/app-password/schema.ts";

export interface SignInDetailsProps {
  signIns: readonly AccountSignIn[];
  appPasswords: readonly AppPasswordView[];
}

/** The last sign-ins with all that is known of each. */
export function SignInDetails({ signIns, appPasswords }: SignInDetailsProps) {
  const names = new Map(appPasswords.map(({ id, name }) => [id, name]));
  return (
    <DataTable
      label="Last sign-ins"
      path=""
      query={{}}
      rows={signIns}
      rowKey={(row) => row.sessionId}
      columns={[
        {
          key: "at",
          title: "Signed in",
          cell: (row) => (
            <Link href={`/sessions/${row.sessionId}`} prefetch={false} className="text-link hover:underline">
              <Time at={row.signedInAt} />
            </Link>
          ),
        },
        { key: "from", title: "From", cell: (row) => <span className="wrap-anywhere">{row.remoteAddress}</span> },
        { key: "tls", title: "TLS", cell: (row) => <Tls session={row} /> },
        {
          key: "with",
          title: "With",
          cell: (row) => (
            <div className="flex flex-col gap-0.5">
              <span className="wrap-anywhere">{withWhat(row, names)}</span>
              <span className="text-xs text-muted">{row.mechanism}</span>
            </div>
          ),
        },
        { key: "client", title: "Client", cell: (row) => <Client fingerprint={row.client} /> },
      ]}
      empty={
        <Empty icon={LogIn} title="Nobody has signed in yet">
          Sign-ins stand here with time, address, encryption and what was used as soon as a mail program has been set
          up.
        </Empty>
      }
    />
  );
}

function withWhat({ appPasswordId, mechanism }: AccountSignIn, names: ReadonlyMap<number, string>): string {
  if (appPasswordId !== null) return names.get(appPasswordId) ?? "an app password";
  return mechanism === "OAUTHBEARER" || mechanism === "XOAUTH2" ? "a token" : "own password";
}

/** What it does, and which program does so, as far as known. */
function Client({ fingerprint }: { fingerprint: string | null }) {
  if (fingerprint === null) return <span className="text-muted">not recorded</span>;
  const name = clientLike(fingerprint);
  return (
    <div className="flex flex-col gap-0.5">
      {name !== null && <span>like {name}</span>}
      <span className="font-mono text-xs text-muted wrap-anywhere">{fingerprint}</span>
    </div>
  );
}
