import { CloudDownload, Eye, FileKey2, ShieldCheck, Upload } from "lucide-react";
import type { Metadata } from "next";
import { type AutomaticActions, AutomaticCard } from "#components/certificate/automatic-card.tsx";
import { AutomaticFields } from "#components/certificate/automatic-fields.tsx";
import { AlertNotices } from "#components/certificate/alert-notices.tsx";
import { type CertificateActions, CertificateCard } from "#components/certificate/certificate-card.tsx";
import { InForce } from "#components/certificate/in-force.tsx";
import { LegacySwitches } from "#components/certificate/legacy-switches.tsx";
import { PolicyForm } from "#components/certificate/policy-form.tsx";
import { RequestCard } from "#components/certificate/request-card.tsx";
import { RequestFields } from "#components/certificate/request-fields.tsx";
import { ServedTable } from "#components/certificate/served-table.tsx";
import { UploadDialog } from "#components/certificate/upload-dialog.tsx";
import { shortNames } from "#components/certificate/words.ts";
import { Live } from "#components/live/live.tsx";
import { ObeyedChip } from "#components/setting/obeyed-chip.tsx";
import { ActionButton } from "#components/ui/action-button.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { FormDialog } from "#components/ui/form-dialog.tsx";
import { LastChange } from "#components/ui/last-change.tsx";
import { Page } from "#components/ui/page.tsx";
import { Card, Section } from "#components/ui/section.tsx";
import { readAutomatics } from "#server/acme/read.ts";
import { hooksThere } from "#server/acme/run-hook.ts";
import { readLastChange, readLastSettingChange } from "#server/audit/read-last-change.ts";
import { certificateAudits } from "#server/certificate/schema.ts";
import { readCertificates, readRequests } from "#server/certificate/read.ts";
import { readControl } from "#server/control/read-control.ts";
import { readListeners } from "#server/listener/read.ts";
import { readDaemonState } from "#server/node/read-daemon-state.ts";
import { readCertificateAlerts, readServedFacts } from "#server/served-certificate/read.ts";
import { countTlsVersions } from "#server/session/count-tls-versions.ts";
import { readSettings } from "#server/setting/read.ts";
import { requireAdministrator } from "#server/web/require-administrator.ts";
import { theStore } from "#server/web/the-store.ts";
import {
  allowLegacyTlsAction,
  answerRequestAction,
  attemptAutomaticAction,
  changeTlsPolicyAction,
  createAutomaticAction,
  deleteAutomaticAction,
  deleteCertificateAction,
  deleteRequestAction,
  enableAutomaticAction,
  probeServedAction,
  renewSelfSignedAction,
  requestCertificateAction,
  setDefaultAction,
  uploadCertificateAction,
} from "./actions.ts";

export const metadata: Metadata = { title: "TLS and certificates" };

const monthMs = 30 * 24 * 60 * 60 * 1000;
const actions: CertificateActions = {
  upload: uploadCertificateAction,
  setDefault: setDefaultAction,
  renew: renewSelfSignedAction,
  remove: deleteCertificateAction,
};

const automaticActions: AutomaticActions = {
  attempt: attemptAutomaticAction,
  enable: enableAutomaticAction,
  remove: deleteAutomaticAction,
};

export default async function CertificatesPage() {
  await requireAdministrator();
  const store = await theStore();
  const now = store.clock.now();
  const [
    certificates,
    requests,
    facts,
    alerts,
    settings,
    listeners,
    uses,
    { generation },
    daemon,
    changed,
    policyChanged,
    automatics,
  ] = await Promise.all([
    readCertificates(store),
    readRequests(store),
    readServedFacts(store),
    readCertificateAlerts(store),
    readSettings(store),
    readListeners(store),
    countTlsVersions(store, new Date(now.getTime() - monthMs)),
    readControl(store.db),
    readDaemonState(store),
    readLastChange(store, { actions: certificateAudits }),
    readLastSettingChange(store, ["tlsProfile", "tlsMinVersion"]),
    readAutomatics(store),
  ]);
  const byDefault = certificates.find(({ isDefault }) => isDefault);
  const withTls = listeners.filter(({ protocol, tls }) => protocol === "pop3" && tls !== "none");
  const legacyIds = new Set(withTls.filter(({ allowsLegacyTls }) => allowsLegacyTls).map(({ id }) => id));
  const count = (isMeant: (use: (typeof uses)[number]) => boolean) =>
    uses.filter(isMeant).reduce((sum, { sessionCount }) => sum + sessionCount, 0);
  const isLegacy = (version: string) => version === "TLSv1" || version === "TLSv1.1";
  return (
    <Page
      title="TLS and certificates"
      description="What mail programs are shown, and which TLS they may use. Each change holds within a second; no session is dropped."
      actions={
        <>
          <ObeyedChip isAlive={daemon?.isAlive ?? false} isCurrent={daemon?.observedGeneration === generation} />
          <FormDialog
            trigger="Make a request"
            triggerIcon={<FileKey2 aria-hidden />}
            title="Request for an authority"
            description="A key is made and stays here, sealed. The request goes to an authority; its answer is installed later."
            action={requestCertificateAction}
            submit="Make the request"
          >
            <RequestFields hostname={settings.hostname} />
          </FormDialog>
          <FormDialog
            trigger="Fetch by ACME"
            triggerIcon={<CloudDownload aria-hidden />}
            title="Fetch a certificate by itself"
            description="The daemon fetches it, shows it, and renews it when a third of its life is left."
            action={createAutomaticAction}
            submit="Fetch"
          >
            <AutomaticFields hostname={settings.hostname} hooks={hooksThere(store.environment)} />
          </FormDialog>
          <UploadDialog
            trigger="Add a certificate"
            triggerVariant="primary"
            triggerIcon={<Upload aria-hidden />}
            title="Add a certificate"
            action={uploadCertificateAction}
            asksForDefault
          />
        </>
      }
    >
      <Live topics={["wishes", "facts", "certificates"]} />
      <AlertNotices alerts={alerts} />
      <Card className="flex flex-col gap-1">
        <InForce
          certificates={certificates}
          facts={facts}
          settings={settings}
          legacyListeners={withTls.filter(({ id }) => legacyIds.has(id)).map(({ name }) => name)}
        />
        <LastChange change={changed} />
      </Card>
      {automatics.map((automatic) => (
        <AutomaticCard key={automatic.id} automatic={automatic} actions={automaticActions} />
      ))}
      {requests.map((request) => (
        <RequestCard key={request.id} request={request} answer={answerRequestAction} remove={deleteRequestAction} />
      ))}
      {certificates.length === 0 ? (
        <Card>
          <Empty icon={ShieldCheck} title="There is no certificate">
            Without one nobody can use TLS. Add one above, or save the host name on the page Listeners to have one made.
          </Empty>
        </Card>
      ) : (
        <div className="grid gap-4 xl:grid-cols-2">
          {certificates.map((certificate) => (
            <CertificateCard
              key={certificate.id}
              certificate={certificate}
              defaultNames={shortNames(byDefault?.names ?? [])}
              isOnly={certificates.length === 1}
              now={now}
              actions={actions}
            />
          ))}
        </div>
      )}
      <Section
        id="served"
        title="What clients are shown"
        description="The daemon connects to its own listeners as a mail program does, every hour and right after each change."
        isFlush
        actions={
          <ActionButton action={probeServedAction} icon={<Eye aria-hidden />}>
            Look now
          </ActionButton>
        }
      >
        <ServedTable facts={facts} />
      </Section>
      <Section
        id="policy"
        title="TLS policy"
        description="For mail programs, the mail server and the console alike. The ciphers are those of Mozilla's guidelines."
      >
        <div className="flex flex-col gap-4">
          <PolicyForm
            key={`${settings.tlsProfile} ${settings.tlsMinVersion}`}
            action={changeTlsPolicyAction}
            tlsProfile={settings.tlsProfile}
            tlsMinVersion={settings.tlsMinVersion}
            tls12Count={count(
              ({ listenerId, tlsVersion }) => tlsVersion === "TLSv1.2" && !legacyIds.has(listenerId ?? 0),
            )}
            totalCount={count(() => true)}
          />
          <LastChange change={policyChanged} />
        </div>
      </Section>
      {withTls.length > 0 && (
        <Section
          id="legacy"
          title="Old mail programs"
          description="For the few that know nothing newer, on the listener they use and nowhere else."
        >
          <LegacySwitches
            listeners={withTls}
            legacyCounts={
              new Map(
                withTls.map(({ id }) => [
                  id,
                  count(({ listenerId, tlsVersion }) => listenerId === id && isLegacy(tlsVersion)),
                ]),
              )
            }
            hasRsa={certificates.some(({ keyType }) => keyType.startsWith("RSA"))}
            action={allowLegacyTlsAction}
          />
        </Section>
      )}
    </Page>
  );
}
