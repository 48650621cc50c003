import { readCertificates } from "../certificate/read.ts";
import type { CertificateView } from "../certificate/schema.ts";
import { logger } from "../log.ts";
import type { Store } from "../store.ts";
import { probedName } from "./probe-served.ts";
import { alertThresholds } from "./schema.ts";

const dayMs = 24 * 60 * 60 * 1000;
const log = logger("certificate");

/**
 * Tells of certificates whose end draws near, once for each threshold: a row that pages show, and a line of the log. Of several
 * thresholds that were passed at once only the nearest is told. Alerts end with a renewal, a replacement, or another certificate
 * that is shown instead.
 */
export async function raiseExpiryAlerts(store: Store): Promise<void> {
  const now = store.clock.now();
  const shown = (await readCertificates(store)).filter((each) => each.isDefault || probedName(each).length > 0);
  const { certificateAlert } = store.db;
  for (const certificate of shown) {
    const { fingerprint, names, notAfterAt } = certificate;
    const thresholdDays = reached(certificate, now);
    if (thresholdDays === null) continue;
    const known = await certificateAlert.findFirst({
      where: { fingerprint, thresholdDays: { lte: thresholdDays } },
      select: { id: true },
    });
    if (known !== null) continue;
    await certificateAlert.updateMany({ where: { fingerprint, resolvedAt: null }, data: { resolvedAt: now } });
    await certificateAlert.create({
      data: { fingerprint, names: names.join(","), notAfterAt, thresholdDays, raisedAt: now },
      select: { id: true },
    });
    const facts = { event: "certificate-expiry", names, notAfterAt, thresholdDays } as const;
    if (thresholdDays === 0) log.error(facts, "a certificate has expired: mail programs refuse to connect");
    else log.warn(facts, `a certificate expires within ${thresholdDays === 1 ? "a day" : `${thresholdDays} days`}`);
  }
  const ending = shown.filter((each) => reached(each, now) !== null).map(({ fingerprint }) => fingerprint);
  await certificateAlert.updateMany({
    where: { resolvedAt: null, fingerprint: { notIn: ending } },
    data: { resolvedAt: now },
  });
}

/** The nearest threshold that was passed; null: there is time. */
function reached({ notAfterAt }: Pick<CertificateView, "notAfterAt">, now: Date): number | null {
  const daysLeft = (notAfterAt.getTime() - now.getTime()) / dayMs;
  return [...alertThresholds].reverse().find((threshold) => daysLeft <= threshold) ?? null;
}
