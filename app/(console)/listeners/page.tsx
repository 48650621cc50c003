import { Network, Plus } from "lucide-react";
import type { Metadata } from "next";
import { sentencesInForce } from "#components/listener/in-force.ts";
import { type ListenerActions, ListenerCard } from "#components/listener/listener-card.tsx";
import { ListenerFields } from "#components/listener/listener-form.tsx";
import { PublicWeb } from "#components/listener/public-web.tsx";
import { Live } from "#components/live/live.tsx";
import { DefaultDomainForm } from "#components/setting/default-domain-form.tsx";
import { HostnameForm } from "#components/setting/hostname-form.tsx";
import { SubmissionForm } from "#components/setting/submission-form.tsx";
import { NameSentence } from "#components/setting/name-sentence.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { FormDialog } from "#components/ui/form-dialog.tsx";
import { LastChange } from "#components/ui/last-change.tsx";
import { Page } from "#components/ui/page.tsx";
import { Card, Section } from "#components/ui/section.tsx";
import { readLastChange } from "#server/audit/read-last-change.ts";
import { readCertificates } from "#server/certificate/read.ts";
import { readControl } from "#server/control/read-control.ts";
import { readDomainNames } from "#server/domain/read.ts";
import { readListeners } from "#server/listener/read.ts";
import { listenerAudits } from "#server/listener/schema.ts";
import { readDaemonState } from "#server/node/read-daemon-state.ts";
import { countSessionsByListener } from "#server/session/count-by-listener.ts";
import { readSettings } from "#server/setting/read.ts";
import { requireAdministrator } from "#server/web/require-administrator.ts";
import { theStore } from "#server/web/the-store.ts";
import {
  addPublicWebAction,
  changeDefaultDomainAction,
  changeHostnameAction,
  changePublicWebAction,
  changeSubmissionAction,
  createListenerAction,
  deleteListenerAction,
  requireTlsAction,
  endSessionsAction,
  setListenerEnabledAction,
  updateListenerAction,
} from "./actions.ts";
import { previewClosingAction } from "./previews.ts";

export const metadata: Metadata = { title: "Listeners" };

const actions: ListenerActions = {
  switchAction: setListenerEnabledAction,
  endSessions: endSessionsAction,
  requireTls: requireTlsAction,
  update: updateListenerAction,
  remove: deleteListenerAction,
  previewClosing: previewClosingAction,
};

export default async function ListenersPage() {
  await requireAdministrator();
  const store = await theStore();
  const [listeners, { generation }, daemon, sessions, settings, certificates, domains, change] = await Promise.all([
    readListeners(store),
    readControl(store.db),
    readDaemonState(store),
    countSessionsByListener(store),
    readSettings(store),
    readCertificates(store),
    readDomainNames(store),
    readLastChange(store, { actions: listenerAudits }),
  ]);
  const { hostname, defaultDomain, submissionHost, submissionPort, submissionTls } = settings;
  const isDaemonAlive = daemon?.isAlive ?? false;
  return (
    <Page
      title="Listeners"
      description="What is open, and is it so? Each change takes effect in under a second, without a restart."
      actions={
        <FormDialog
          trigger="Add a listener"
          triggerVariant="primary"
          triggerIcon={<Plus aria-hidden />}
          title="Add a listener"
          description="The daemon opens it at once and says whether it could."
          action={createListenerAction}
          submit="Add"
        >
          <ListenerFields />
        </FormDialog>
      }
    >
      <Live topics={["wishes", "facts", "sessions"]} />
      {listeners.length === 0 ? (
        <Card>
          <Empty icon={Network} title="Nothing is open">
            Without a POP3 listener no mail program can collect mail, and without LMTP no mail comes in. Add one above.
          </Empty>
        </Card>
      ) : (
        <>
          <Card className="flex flex-col gap-1">
            {isDaemonAlive ? (
              sentencesInForce(listeners).map((sentence) => <p key={sentence}>{sentence}</p>)
            ) : (
              <p>Nothing is open while the daemon is away. What is wanted takes effect when it is back.</p>
            )}
            <LastChange change={change} />
          </Card>
          <div className="grid gap-4 xl:grid-cols-2">
            {listeners.map((listener) => (
              <ListenerCard
                key={listener.id}
                listener={listener}
                generation={generation}
                isDaemonAlive={isDaemonAlive}
                sessionCount={sessions.get(listener.id)?.all ?? 0}
                clearCount={sessions.get(listener.id)?.clear ?? 0}
                actions={actions}
              />
            ))}
          </div>
        </>
      )}
      <PublicWeb
        listeners={listeners.filter(({ protocol }) => protocol === "web")}
        isDaemonAlive={isDaemonAlive}
        redirectsToConsole={settings.redirectsToConsole}
        add={addPublicWebAction}
        redirect={changePublicWebAction}
        submission={
          <SubmissionForm
            key={`${submissionHost} ${submissionPort} ${submissionTls}`}
            action={changeSubmissionAction}
            host={submissionHost}
            hostname={hostname}
            port={submissionPort}
            tls={submissionTls}
          />
        }
      />
      <Section
        id="name"
        title="Name"
        description={<NameSentence hostname={hostname} certificate={certificates.find(({ isDefault }) => isDefault)} />}
      >
        <div className="grid gap-x-8 gap-y-6 xl:grid-cols-2">
          <HostnameForm key={hostname} action={changeHostnameAction} hostname={hostname} />
          <DefaultDomainForm
            key={defaultDomain}
            action={changeDefaultDomainAction}
            domains={domains.map(({ name }) => name)}
            defaultDomain={defaultDomain}
          />
        </div>
      </Section>
    </Page>
  );
}
