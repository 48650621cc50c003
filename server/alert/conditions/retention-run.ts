import { readActiveRun } from "../../retention-run/read-runs.ts";
import { condition, type Found } from "./condition.ts";

export const retentionRun = condition({
  title: "Retention run",
  description: "A run of the retention rules failed, or would remove so much that it waits for an answer.",
  thresholds: {},
  usual: { isEnabled: true, isUrgent: false, forSeconds: 0, resolveSeconds: 0 },
  everySeconds: 60,
  async look(store) {
    const [active, last] = await Promise.all([
      readActiveRun(store),
      store.db.retentionRun.findFirst({
        where: { endedAt: { not: null } },
        orderBy: { id: "desc" },
        select: { id: true, state: true, errorText: true },
      }),
    ]);
    const found: Found[] = [];
    if (active?.state === "asking") {
      found.push({
        subject: `asking ${active.id}`,
        severity: "warning",
        text: `A retention run waits for an answer before it removes mail: ${active.question}`,
        href: `/retention/runs/${active.id}`,
      });
    }
    if (last?.state === "failed") {
      found.push({
        subject: "failed",
        severity: "critical",
        text: `The last retention run failed: ${last.errorText || "no reason was given"}`,
        href: `/retention/runs/${last.id}`,
      });
    }
    return { found };
  },
});
