import type { ConversationLine } from "../diagnostic/schema.ts";
import type { Finding, FindingGroup, FindingVerdict } from "./schema.ts";

export interface FindingFacts {
  readonly seen: string;
  readonly remedy?: string | null;
  readonly conversation?: readonly ConversationLine[];
  readonly tookMs?: number;
  readonly repair?: Finding["repair"];
}

export function finding(group: FindingGroup, title: string, verdict: FindingVerdict, given: FindingFacts): Finding {
  const { seen, remedy = null, conversation = [], tookMs = 0, repair = null } = given;
  return { group, title, verdict, seen, remedy, conversation, tookMs: Math.round(tookMs), repair };
}
