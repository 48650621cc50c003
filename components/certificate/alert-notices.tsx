import { Notice } from "#components/ui/notice.tsx";
import { Time } from "#components/ui/time.tsx";
import type { CertificateAlert } from "#server/served-certificate/schema.ts";
import { alertText, alertTone } from "./words.ts";

/** Certificates whose end draws near, each with the threshold that was reached. */
export function AlertNotices({ alerts }: { alerts: readonly CertificateAlert[] }) {
  return alerts.map((alert) => (
    <Notice key={alert.id} tone={alertTone(alert)} title={alertText(alert)}>
      It {alert.thresholdDays === 0 ? "ended" : "ends"} <Time at={alert.notAfterAt} format="exact" />; first told{" "}
      <Time at={alert.raisedAt} />. Renew or replace it below.
    </Notice>
  ));
}
