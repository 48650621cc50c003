import { Octets } from "#components/ui/octets.tsx";
import { Time } from "#components/ui/time.tsx";
import type { CertificateRow as Certificate } from "#server/certificate/schema.ts";
import type { StoreTrial } from "#server/diagnostic/schema.ts";
import { TrialRow } from "./trial-row.tsx";

export function DaemonRow({ daemon }: { daemon: { isAlive: boolean; pid: number; startedAt: Date } | null }) {
  if (daemon?.isAlive) {
    return (
      <TrialRow tone="good" title="Mail daemon" state="running">
        Process {daemon.pid}, started <Time at={daemon.startedAt} />.
      </TrialRow>
    );
  }
  return (
    <TrialRow tone="danger" title="Mail daemon" state={daemon ? "away" : "has not run yet"}>
      Without it no port can be opened. It is started by <span className="font-mono">npm start</span>; look there for
      what it says.
    </TrialRow>
  );
}

export function CertificateRow({ certificate, hostname }: { certificate: Certificate | undefined; hostname: string }) {
  if (!certificate) {
    return (
      <TrialRow tone="danger" title="Certificate" state="none">
        TLS cannot be offered. Save the host name above to make a self-signed one.
      </TrialRow>
    );
  }
  const isSelfSigned = certificate.kind === "self-signed";
  if (!certificate.names.includes(hostname)) {
    return (
      <TrialRow tone="warning" title="Certificate" state="another name">
        It is made for {certificate.names.join(", ")}, not for {hostname}: mail programs will warn. Save the host name
        above to make one that fits.
      </TrialRow>
    );
  }
  return (
    <TrialRow tone={isSelfSigned ? "info" : "good"} title="Certificate" state={isSelfSigned ? "self-signed" : "valid"}>
      Made for {hostname}, ends <Time at={certificate.notAfterAt} />.
      {isSelfSigned && " Mail programs ask once whether to trust it: compare the fingerprint "}
      {isSelfSigned && <span className="font-mono text-xs">{certificate.fingerprint.slice(0, 23)}…</span>}
    </TrialRow>
  );
}

export function DatabaseRow({ trial }: { trial: StoreTrial }) {
  const name = trial.engine === "sqlite" ? "SQLite" : "PostgreSQL";
  const isSlow = trial.commitMs > 50;
  return (
    <TrialRow tone={isSlow ? "warning" : "good"} title="Database" state={isSlow ? "slow" : "works"}>
      {name} wrote to disk and read back; a commit takes {trial.commitMs.toFixed(1)} ms.
      {isSlow && " Delivery waits for each commit: a faster disk would help."}
    </TrialRow>
  );
}

export function DiskRow({ trial }: { trial: StoreTrial }) {
  const isLow = trial.freeOctets < trial.leastOctets;
  return (
    <TrialRow tone={isLow ? "warning" : "good"} title="Disk" state={isLow ? "nearly full" : "room enough"}>
      <Octets value={trial.freeOctets} /> are free in <span className="font-mono text-xs">{trial.directory}</span>.
      {isLow && " Mail is refused for now, with a temporary error, when it is full."}
    </TrialRow>
  );
}
