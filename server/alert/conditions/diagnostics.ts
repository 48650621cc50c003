import { diagnosisKind, diagnosisResult } from "../../diagnostic-run/schema.ts";
import { condition } from "./condition.ts";

export const diagnostics = condition({
  title: "Diagnostics failed",
  description: "The last run of the diagnostics found something that does not work, or came to no end.",
  thresholds: {},
  usual: { isEnabled: true, isUrgent: false, forSeconds: 0, resolveSeconds: 0 },
  everySeconds: 60,
  async look({ db }) {
    const last = await db.task.findFirst({
      where: { kind: diagnosisKind, state: { in: ["done", "failed"] } },
      orderBy: { id: "desc" },
      select: { id: true, state: true, errorText: true, result: true },
    });
    if (last === null) return { found: [] };
    const findings = last.result === null ? [] : diagnosisResult.parse(JSON.parse(last.result)).findings;
    const bad = findings.filter(({ verdict }) => verdict === "bad");
    const why =
      last.state === "failed"
        ? `The last run of the diagnostics came to no end: ${last.errorText ?? "no reason was given"}`
        : `The diagnostics found what does not work: ${bad.map(({ title }) => title).join(", ")}.`;
    if (last.state !== "failed" && bad.length === 0) return { found: [] };
    return { found: [{ subject: "last", severity: "warning", text: why, href: `/diagnostics?run=${last.id}` }] };
  },
});
