"use client";

import { Send } from "lucide-react";
import { useState, useTransition } from "react";
import { type FormAction, refusalOf } from "#components/ui/action-result.ts";
import { Button } from "#components/ui/button.tsx";
import { callWith } from "#components/ui/call-action.ts";
import { Notice } from "#components/ui/notice.tsx";
import type { TestReport } from "#server/alert/channel/schema.ts";

/** Says something by a channel and tells what the other side answered, word by word. */
export function TestChannel({ id, test }: { id: number; test: FormAction<TestReport> }) {
  const [isPending, start] = useTransition();
  const [report, setReport] = useState<TestReport | null>(null);
  const run = () =>
    start(async () => {
      const result = await callWith(test, { id });
      setReport(result.data ?? { isGood: false, answer: refusalOf(result), tookMs: 0 });
    });
  return (
    <>
      <Button icon={<Send aria-hidden />} isPending={isPending} onPress={run}>
        Test
      </Button>
      {report !== null && (
        <div className="w-full" role="status">
          <Notice
            tone={report.isGood ? "good" : "danger"}
            title={report.isGood ? `Delivered in ${(report.tookMs / 1000).toFixed(1)} s.` : "Not delivered."}
          >
            <span className="wrap-anywhere">{report.answer}</span>
          </Notice>
        </div>
      )}
    </>
  );
}
