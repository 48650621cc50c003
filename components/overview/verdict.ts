import { alertText, alertTone } from "#components/certificate/words.ts";
import { isExposed } from "#components/listener/words.ts";
import { countOf, formatCount } from "#components/ui/count.tsx";
import type { Tone } from "#components/ui/status-chip.tsx";
import type { ListenerView } from "#server/listener/schema.ts";
import type { CertificateAlert } from "#server/served-certificate/schema.ts";

export interface Situation {
  listeners: readonly ListenerView[];
  isDaemonAlive: boolean;
  /** Null where the daemon has never run. */
  daemonSeenAt: Date | null;
  hasCertificate: boolean;
  /** Certificates whose end draws near, by the thresholds of alerts. */
  certificateAlerts: readonly CertificateAlert[];
  /** Sign-ins without TLS in the last 24 hours. */
  cleartextCount: number;
  sessionCount: number;
  staleLockCount: number;
  /** Alerts that are told now. */
  firing: { readonly critical: number; readonly warning: number };
}

/** Something to look at, with the place where it is mended. */
export interface Finding {
  tone: Extract<Tone, "warning" | "danger">;
  text: string;
  href: string;
}

export function findingsOf(situation: Situation): Finding[] {
  const { listeners, isDaemonAlive, hasCertificate, certificateAlerts, cleartextCount, staleLockCount, firing } =
    situation;
  const findings: Finding[] = [];
  const find = (tone: Finding["tone"], text: string, href: string) => findings.push({ tone, text, href });

  if (!isDaemonAlive) find("danger", "The daemon is away: nobody can collect mail and none comes in.", "/listeners");
  for (const { name, isEnabled, facts } of listeners) {
    const failed = facts.find(({ state }) => state === "failed");
    if (isEnabled && isDaemonAlive && failed) {
      find(
        "danger",
        `${name} is wanted and not open: ${failed.errorText ?? failed.errorCode ?? "no reason given"}`,
        "/listeners",
      );
    }
  }
  for (const { name } of listeners.filter(isExposed)) {
    find("warning", `${name} lets anybody sign in without TLS: passwords can be read on the way.`, "/listeners");
  }
  if (cleartextCount > 0) {
    find(
      "warning",
      `${countOf(cleartextCount, "sign-in")} without TLS in the last 24 hours.`,
      "/sessions?state=TRANSACTION&tls=no",
    );
  }
  const firingCount = firing.critical + firing.warning;
  if (firingCount > 0) {
    const urgent = firing.critical > 0 ? `, ${formatCount(firing.critical)} of them critical` : "";
    find(firing.critical > 0 ? "danger" : "warning", `${countOf(firingCount, "alert")}${urgent}.`, "/alerts");
  }
  if (staleLockCount > 0) {
    find(
      "danger",
      `${countOf(staleLockCount, "stale lock")} ${staleLockCount === 1 ? "keeps an account" : "keep accounts"} out.`,
      "/locks?filter=stale",
    );
  }
  if (!hasCertificate) find("danger", "There is no certificate, so nobody can use TLS.", "/certificates");
  for (const alert of certificateAlerts) find(alertTone(alert), alertText(alert), "/certificates");
  return findings;
}

/** "Is everything all right?", answered in one sentence. */
export function verdictOf(situation: Situation): { tone: Tone; sentence: string } {
  const findings = findingsOf(situation);
  const wanted = situation.listeners.filter(({ isEnabled }) => isEnabled);
  const open = wanted.filter(({ facts }) => facts.some(({ state }) => state === "bound"));
  if (!situation.isDaemonAlive) {
    return {
      tone: "danger",
      sentence: situation.daemonSeenAt === null ? "The daemon has not run yet." : "The daemon is away.",
    };
  }
  const listeners =
    wanted.length === 0
      ? "Every listener is switched off"
      : open.length === wanted.length
        ? wanted.length === 1
          ? "The one listener is open"
          : `All ${wanted.length} listeners are open`
        : `${open.length} of ${wanted.length} listeners are open`;
  const isClear = situation.cleartextCount === 0 && !situation.listeners.some(isExposed);
  const sentence = `${listeners}; ${isClear ? "nothing is in cleartext" : "some sign-ins are in cleartext"}; ${countOf(situation.sessionCount, "session")} now.`;
  const worst = findings.some(({ tone }) => tone === "danger") ? "danger" : findings.length > 0 ? "warning" : "good";
  return { tone: wanted.length === 0 ? "warning" : worst, sentence };
}
