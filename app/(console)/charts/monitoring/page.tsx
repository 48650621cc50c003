import type { Metadata } from "next";
import { AccessForm } from "#components/metric/access-form.tsx";
import { NewToken } from "#components/metric/new-token.tsx";
import { Code } from "#components/ui/code.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { LastChange } from "#components/ui/last-change.tsx";
import { Page } from "#components/ui/page.tsx";
import { Card, Section } from "#components/ui/section.tsx";
import { Time } from "#components/ui/time.tsx";
import { readLastSettingChange } from "#server/audit/read-last-change.ts";
import { accessSentence } from "#server/metric/access-words.ts";
import { readMetricsToken } from "#server/metric/token.ts";
import { readSettings } from "#server/setting/read.ts";
import { requireAdministrator } from "#server/web/require-administrator.ts";
import { theStore } from "#server/web/the-store.ts";
import { changeAccessAction, createTokenAction, previewAccessAction, revokeTokenAction } from "./actions.ts";

export const metadata: Metadata = { title: "Monitoring systems" };

export default async function MonitoringPage() {
  await requireAdministrator();
  const store = await theStore();
  const [settings, token, change] = await Promise.all([
    readSettings(store),
    readMetricsToken(store),
    readLastSettingChange(store, ["metricsAccess", "metricsNetworks"]),
  ]);
  const { hostname, metricsAccess, metricsNetworks } = settings;
  const { httpPort, httpsPort } = store.environment;
  const place =
    metricsAccess === "machine" ? `http://127.0.0.1:${httpPort}/metrics` : `https://${hostname}:${httpsPort}/metrics`;
  return (
    <Page
      title="Monitoring systems"
      description="Prometheus and what speaks its language read /metrics at the console's own address. No account and no address is part of it."
      back={{ href: "/charts", label: "Metrics" }}
    >
      <Card className="flex flex-col gap-2">
        <p>{accessSentence(settings, token)}</p>
        {metricsAccess !== "off" && (
          <p className="text-muted">
            At <Code>{place}</Code>
          </p>
        )}
      </Card>
      <Section title="Who may read it">
        <div className="flex flex-col gap-4">
          <AccessForm
            key={`${metricsAccess} ${metricsNetworks}`}
            access={metricsAccess}
            networks={metricsNetworks.replaceAll(",", ", ")}
            action={changeAccessAction}
            preview={previewAccessAction}
          />
          <LastChange change={change} />
        </div>
      </Section>
      <Section
        title="Token"
        description="What the monitoring system shows: Authorization: Bearer …. Only its hash is kept here."
        actions={
          <>
            <NewToken isFirst={token === null} action={createTokenAction} />
            {token !== null && (
              <ConfirmDialog
                trigger="Take it back"
                title="Take the token back?"
                action={revokeTokenAction}
                confirm="Take it back"
              >
                Whoever reads /metrics with it is refused from that moment on.
              </ConfirmDialog>
            )}
          </>
        }
      >
        {token === null ? (
          <p className="text-muted">There is none yet.</p>
        ) : (
          <p>
            Made <Time at={token.createdAt} />.
          </p>
        )}
      </Section>
    </Page>
  );
}
