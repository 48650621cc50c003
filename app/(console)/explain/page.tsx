import { CircleHelp, ShieldCheck } from "lucide-react";
import type { Metadata } from "next";
import type { FixActions } from "#components/explanation/fix-button.tsx";
import { Obstacles } from "#components/explanation/obstacles.tsx";
import { QuestionField } from "#components/explanation/question-field.tsx";
import { RefusedList } from "#components/explanation/refused-list.tsx";
import { ExplanationVerdict } from "#components/explanation/verdict.tsx";
import { WayList } from "#components/explanation/way-list.tsx";
import { Live } from "#components/live/live.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { Page } from "#components/ui/page.tsx";
import type { Query } from "#components/ui/query.ts";
import { Card, Section } from "#components/ui/section.tsx";
import { explainSignIn } from "#server/explanation/explain-sign-in.ts";
import { explainQuestion } from "#server/explanation/schema.ts";
import { requireAdministrator } from "#server/web/require-administrator.ts";
import { theStore } from "#server/web/the-store.ts";
import { setAccountAccessAction } from "../accounts/[id]/access/actions.ts";
import { setAccountSwitchesAction, setPasswordAction } from "../accounts/actions.ts";
import { generatePasswordAction } from "../accounts/generate-password.ts";
import { createExceptionAction } from "../listeners/actions.ts";
import { clearLockAction } from "../locks/actions.ts";
import { addRuleAction, endRuleAction, forgetThrottleAction, liftBlockAction } from "../protection/actions.ts";
import { kickSessionAction } from "../sessions/actions.ts";

export const metadata: Metadata = { title: "Explain a sign-in" };

const actions: FixActions = {
  liftBlock: liftBlockAction,
  endRule: endRuleAction,
  addRule: addRuleAction,
  forgetThrottle: forgetThrottleAction,
  setSwitches: setAccountSwitchesAction,
  setPassword: setPasswordAction,
  generatePassword: generatePasswordAction,
  setAccess: setAccountAccessAction,
  createException: createExceptionAction,
  kickSession: kickSessionAction,
  clearLock: clearLockAction,
};

export default async function ExplainPage({ searchParams }: { searchParams: Promise<Query> }) {
  await requireAdministrator();
  const question = explainQuestion.parse(await searchParams);
  const explanation = await explainSignIn(await theStore(), question);
  const asked = [question.name, question.remoteAddress].filter((part) => part !== "").join(" ");
  return (
    <Page
      title="Explain a sign-in"
      description="What would become of somebody who signs in now with the right password, by which rule, and what was refused lately."
    >
      <Live topics={["changes", "facts", "sessions", "protection", "wishes"]} />
      <QuestionField key={asked} asked={asked} />
      {explanation === null ? (
        <Card>
          <Empty icon={CircleHelp} title="Why can't they get in?">
            Type the address of an account, the IP address they come from, or both. With both the answer is exact.
          </Empty>
        </Card>
      ) : (
        <>
          <ExplanationVerdict explanation={explanation} />
          <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,5fr)_minmax(0,3fr)]">
            <div className="flex min-w-0 flex-col gap-5">
              {explanation.obstacles.length > 0 && (
                <Section title="What stands in the way now" isFlush>
                  <Obstacles obstacles={explanation.obstacles} actions={actions} />
                </Section>
              )}
              <Section title="Refused lately" description="What the daemon counted within the last seven days." isFlush>
                {explanation.refused.length === 0 ? (
                  <Empty icon={ShieldCheck} title="Nothing was refused">
                    A mail program that was refused stands here within a second. Where nothing comes at all, it does not
                    reach this server: see its server name, its port, and the firewalls between.
                  </Empty>
                ) : (
                  <RefusedList
                    refused={explanation.refused}
                    listeners={new Map(explanation.ways.map(({ listenerId, name }) => [listenerId, name]))}
                    actions={actions}
                    present={new Set(explanation.obstacles.map(({ reason }) => reason))}
                  />
                )}
              </Section>
            </div>
            <Section title="By listener" isFlush>
              <WayList ways={explanation.ways} />
            </Section>
          </div>
        </>
      )}
    </Page>
  );
}
