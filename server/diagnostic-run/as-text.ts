import { type Finding, type FindingVerdict, findingGroups } from "./schema.ts";

const marks: Record<FindingVerdict, string> = { good: "ok  ", warning: "WARN", bad: "BAD ", skipped: "--  " };

/** For a ticket: every check with what was seen and, where something is wrong, the conversation. Holds no password. */
export function diagnosisText(findings: readonly Finding[], heading: string): string {
  const lines = [heading];
  let group: Finding["group"] | null = null;
  for (const finding of findings) {
    if (finding.group !== group) lines.push("", findingGroups[finding.group]);
    group = finding.group;
    lines.push(...findingLines(finding));
  }
  return lines.join("\n");
}

export function findingLines({ verdict, title, seen, remedy, conversation }: Finding): string[] {
  const isWrong = verdict === "bad" || verdict === "warning";
  return [
    `  ${marks[verdict]} ${title}: ${seen}`,
    ...(remedy === null ? [] : [`       To do: ${remedy}`]),
    ...(isWrong ? conversation.map(({ from, text }) => `       ${from === "note" ? "#" : `${from}:`} ${text}`) : []),
  ];
}
