import { readCertificateAlerts } from "../../served-certificate/read.ts";
import { alertThresholds } from "../../served-certificate/schema.ts";
import { condition } from "./condition.ts";

const urgentDays = 7;
const steps: readonly number[] = alertThresholds;

/** The daemon decides which certificates are shown and how near their end is (server/served-certificate); here it is told. */
export const certificateExpiry = condition({
  title: "Certificate expires",
  description: "A certificate that clients are shown ends soon: told at 30, 14, 7 and 1 days, and when it is over.",
  thresholds: {
    days: { label: "Told from", unit: "days before", from: 1, to: 30, usual: 30 },
  },
  usual: { isEnabled: true, isUrgent: false, forSeconds: 0, resolveSeconds: 0 },
  everySeconds: 60,
  async look(store, { days }) {
    const ending = await readCertificateAlerts(store);
    return {
      found: ending
        .filter(({ thresholdDays }) => thresholdDays <= days)
        .map(({ fingerprint, names, notAfterAt, thresholdDays }) => ({
          subject: `certificate ${fingerprint}`,
          level: 1 + steps.indexOf(thresholdDays),
          severity: thresholdDays <= urgentDays ? "critical" : "warning",
          text: sentence(names, notAfterAt, thresholdDays),
          href: "/certificates",
        })),
    };
  },
});

function sentence(names: readonly string[], notAfterAt: Date, days: number): string {
  const which = `The certificate for ${names.join(", ") || "this server"}`;
  const day = notAfterAt.toISOString().slice(0, 10);
  if (days === 0) return `${which} expired on ${day}: mail programs refuse to connect. Put in another at once.`;
  return `${which} ends on ${day}, in less than ${days === 1 ? "a day" : `${days} days`}. Renew it.`;
}
