import type { Tone } from "#components/ui/status-chip.tsx";
import type { DiagnosisRow, FindingVerdict } from "#server/diagnostic-run/schema.ts";

export const verdictWords: Record<FindingVerdict, { tone: Tone; word: string }> = {
  good: { tone: "good", word: "works" },
  warning: { tone: "warning", word: "look at it" },
  bad: { tone: "danger", word: "does not work" },
  skipped: { tone: "neutral", word: "not tried" },
};

/** What came of a run, in a sentence. */
export function sentenceOf(run: DiagnosisRow): { tone: Tone; text: string } {
  const { state, badCount, warningCount, findingCount } = run;
  if (state === "waiting") return { tone: "info", text: "It begins within a second." };
  if (state === "running") {
    return {
      tone: "info",
      text: `Under way: ${findingCount} checks are done${run.isCancelWished ? ", and it stops" : ""}.`,
    };
  }
  const whole = state === "done" ? "" : "It was not finished. ";
  if (badCount > 0)
    return { tone: "danger", text: `${whole}${counted(badCount, "thing does", "things do")} not work.` };
  if (warningCount > 0) {
    return {
      tone: "warning",
      text: `${whole}It works; ${counted(warningCount, "thing is", "things are")} to be looked at.`,
    };
  }
  return { tone: "good", text: `${whole}Everything that was tried works: ${findingCount} checks.` };
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
