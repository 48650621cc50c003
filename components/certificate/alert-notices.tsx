import { countOf } from "#components/ui/count.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Time } from "#components/ui/time.tsx";
import type { CertificateAlert } from "#server/served-certificate/schema.ts";
import { shortNames } from "./words.ts";

/** Certificates whose end draws near, each with the threshold that was reached. */
export function AlertNotices({ alerts }: { alerts: readonly CertificateAlert[] }) {
  return alerts.map(({ id, names, notAfterAt, thresholdDays, raisedAt }) => (
    <Notice
      key={id}
      tone={thresholdDays <= 7 ? "danger" : "warning"}
      title={
        thresholdDays === 0 ? (
          <>The certificate for {shortNames(names)} has expired: mail programs refuse to connect.</>
        ) : (
          <>
            The certificate for {shortNames(names)} ends <Time at={notAfterAt} />.
          </>
        )
      }
    >
      {thresholdDays === 0 ? "It ended" : `Fewer than ${countOf(thresholdDays, "day")} are left. It ends`}{" "}
      <Time at={notAfterAt} format="exact" />; first told <Time at={raisedAt} />. Renew or replace it below.
    </Notice>
  ));
}
