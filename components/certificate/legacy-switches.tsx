import Link from "next/link";
import type { FormAction } from "#components/ui/action-result.ts";
import { countOf } from "#components/ui/count.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Switch } from "#components/ui/switch.tsx";
import type { ListenerView } from "#server/listener/schema.ts";

export interface LegacySwitchesProps {
  listeners: readonly ListenerView[];
  /** Sign-ins by TLS 1.0 and 1.1 in the last 30 days, by listener. */
  legacyCounts: ReadonlyMap<number, number>;
  /** Old programs often know no ECDSA. */
  hasRsa: boolean;
  action: FormAction;
}

/** Old TLS, listener by listener. */
export function LegacySwitches({ listeners, legacyCounts, hasRsa, action }: LegacySwitchesProps) {
  const allowed = listeners.filter(({ allowsLegacyTls }) => allowsLegacyTls);
  return (
    <div className="flex flex-col gap-4">
      {allowed.length > 0 && (
        <Notice
          tone="warning"
          title={`${allowed.map(({ name }) => name).join(" and ")}: what old TLS hides can be read.`}
        >
          TLS 1.0 and 1.1 are broken and forbidden since 2021 (RFC 8996). Each connection that needs them stands in the
          log as “legacy-tls”, with its address.
          {!hasRsa && " Programs that old often know no ECDSA: they need a certificate with an RSA key."}
        </Notice>
      )}
      {listeners.map(({ id, name, port, facts, allowsLegacyTls }) => {
        const count = legacyCounts.get(id) ?? 0;
        return (
          <Switch
            key={id}
            action={action}
            name="allowsLegacyTls"
            fields={{ id }}
            isSelected={allowsLegacyTls}
            label={`${name}, port ${facts[0]?.boundPort ?? port}`}
            description={
              count > 0 ? (
                <>
                  <Link href={`/sessions?listener=${id}`} className="text-link hover:underline">
                    {countOf(count, "sign-in")}
                  </Link>{" "}
                  by TLS 1.0 or 1.1 in the last 30 days.
                </>
              ) : allowsLegacyTls ? (
                "Nobody has needed it in the last 30 days."
              ) : (
                "Lets in TLS 1.0 and 1.1 and the ciphers that belong to them."
              )
            }
          />
        );
      })}
    </div>
  );
}
