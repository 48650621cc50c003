import { Live } from "#components/live/live.tsx";
import { GoOnWithName } from "#components/set-up/go-on-with-name.tsx";
import { ListenerTrialRow } from "#components/set-up/listener-trial-row.tsx";
import { CertificateRow, DaemonRow, DatabaseRow, DiskRow } from "#components/set-up/machine-rows.tsx";
import { WizardPage } from "#components/set-up/wizard-page.tsx";
import { HostnameForm } from "#components/setting/hostname-form.tsx";
import { Section } from "#components/ui/section.tsx";
import { readCertificates } from "#server/certificate/read.ts";
import { tryListeners } from "#server/diagnostic/try-listeners.ts";
import { tryStore } from "#server/diagnostic/try-store.ts";
import { readDaemonState } from "#server/node/read-daemon-state.ts";
import { readSettings } from "#server/setting/read.ts";
import { requireSetUp } from "#server/web/require-set-up.ts";
import { theStore } from "#server/web/the-store.ts";
import { changeHostnameAction, changePortAction } from "../actions.ts";

const nameForm = "server-name";

export default async function ServerPage() {
  const progress = await requireSetUp("server");
  const store = await theStore();
  const [{ hostname }, daemon, tried, trial, certificates] = await Promise.all([
    readSettings(store),
    readDaemonState(store),
    tryListeners(store),
    tryStore(store),
    readCertificates(store),
  ]);
  const isDaemonAlive = daemon?.isAlive ?? false;
  return (
    <WizardPage
      step="server"
      reached={progress.step}
      title="The server's name and ports"
      description="Everything below was tried for real, just now, on this machine. What does not work can be changed on the spot."
      footer={
        <>
          <p className="text-muted">All of it can be changed later.</p>
          <GoOnWithName form={nameForm} />
        </>
      }
    >
      <Live topics={["wishes", "facts"]} />
      <Section title="Name">
        <HostnameForm key={hostname} id={nameForm} action={changeHostnameAction} hostname={hostname} />
      </Section>
      <Section title="Ports" isFlush>
        <ul>
          <DaemonRow daemon={daemon} />
          {tried.map(({ listener, trial }) => (
            <ListenerTrialRow
              key={listener.id}
              listener={listener}
              trial={trial}
              isDaemonAlive={isDaemonAlive}
              changePort={changePortAction}
            />
          ))}
        </ul>
      </Section>
      <Section title="Machine" isFlush>
        <ul>
          <CertificateRow certificate={certificates.find(({ isDefault }) => isDefault)} hostname={hostname} />
          <DatabaseRow trial={trial} />
          <DiskRow trial={trial} />
        </ul>
      </Section>
    </WizardPage>
  );
}
