import { BellOff } from "lucide-react";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { AlertActions, AlertChip } from "#components/alert/alert-list.tsx";
import { ToldItems } from "#components/alert/told-list.tsx";
import { Live } from "#components/live/live.tsx";
import { LinkButton } from "#components/ui/button.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { Facts } from "#components/ui/facts.tsx";
import { Page } from "#components/ui/page.tsx";
import { Section } from "#components/ui/section.tsx";
import { Time } from "#components/ui/time.tsx";
import { readAlert, readTold } from "#server/alert/read.ts";
import { rowId } from "#server/input/schema.ts";
import { requireAdministrator } from "#server/web/require-administrator.ts";
import { theStore } from "#server/web/the-store.ts";
import { acknowledgeAction, muteAction } from "../actions.ts";

export const metadata: Metadata = { title: "Alert" };

export default async function AlertPage({ params }: { params: Promise<{ id: string }> }) {
  await requireAdministrator();
  const id = rowId.safeParse((await params).id);
  if (!id.success) notFound();
  const store = await theStore();
  const [alert, told] = await Promise.all([readAlert(store, id.data), readTold(store, id.data)]);
  if (alert === null) notFound();
  const { title, text, firstSeenAt, firedAt, clearSinceAt, resolvedAt, acknowledgedAt, acknowledgedBy } = alert;
  const at = (instant: Date | null) => (instant === null ? "–" : <Time at={instant} />);
  return (
    <Page title={title} actions={<LinkButton href="/alerts">Alerts</LinkButton>}>
      <Live topics={["alerts", "changes"]} />
      <Section>
        <div className="flex flex-col gap-4">
          <div className="flex items-start gap-3">
            <AlertChip alert={alert} />
            <p className="min-w-0 wrap-anywhere">{text}</p>
          </div>
          <Facts
            items={[
              { label: "First seen", value: at(firstSeenAt) },
              { label: "Wrong since", value: at(firedAt) },
              ...(clearSinceAt === null ? [] : [{ label: "Not seen since", value: at(clearSinceAt) }]),
              { label: "Over", value: at(resolvedAt) },
              ...(acknowledgedAt === null
                ? []
                : [
                    {
                      label: "Acknowledged",
                      value: (
                        <>
                          <Time at={acknowledgedAt} /> by {acknowledgedBy}
                        </>
                      ),
                    },
                  ]),
            ]}
          />
          {alert.state === "firing" && <AlertActions alert={alert} acknowledge={acknowledgeAction} mute={muteAction} />}
        </div>
      </Section>
      <Section title="Who was told" isFlush>
        {told.length === 0 ? (
          <Empty icon={BellOff} title="Nobody was told">
            There was no channel for it, it was muted, or it did not last long enough.
          </Empty>
        ) : (
          <ToldItems told={told} />
        )}
      </Section>
    </Page>
  );
}
