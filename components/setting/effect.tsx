"use client";

import type { FormAction } from "#components/ui/action-result.ts";
import { countOf, formatCount } from "#components/ui/count.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { formatOctets } from "#components/ui/octets.tsx";
import { Preview } from "#components/ui/preview.tsx";
import type { DeletionEffect } from "#server/account/schema.ts";
import type { ConnectionsEffect } from "#server/session/schema.ts";

/** In the form of connections: how many there are at this moment. */
export function ConnectionsPreview({ preview }: { preview: FormAction<ConnectionsEffect> }) {
  return (
    <Preview action={preview}>
      {(effect) => <Said text={effect && connectionsText(effect)} isWarning={effect !== null && isTooFew(effect)} />}
    </Preview>
  );
}

/** In the form of deleted accounts: which of them would be gone. */
export function DeletionPreview({ preview }: { preview: FormAction<DeletionEffect> }) {
  return (
    <Preview action={preview}>
      {(effect) => <Said text={effect && deletionText(effect)} isWarning={(effect?.goneCount ?? 0) > 0} />}
    </Preview>
  );
}

/** What a change means; a warning where it takes something away. */
export function Said({ text, isWarning }: { text: string | null; isWarning: boolean }) {
  if (text !== null && isWarning) return <Notice tone="warning" title={text} />;
  return <p className="text-muted">{text ?? "Looking what this would mean …"}</p>;
}

function isTooFew({ sessionCount, mostFrom, maxConnections, maxConnectionsPerAddress }: ConnectionsEffect): boolean {
  const isOver = (count: number, most: number | null) => most !== null && count > most;
  return isOver(sessionCount, maxConnections) || isOver(mostFrom?.sessionCount ?? 0, maxConnectionsPerAddress);
}

export function connectionsText(effect: ConnectionsEffect): string {
  const { sessionCount, mostFrom } = effect;
  const most = mostFrom === null ? "" : `, most of them ${formatCount(mostFrom.sessionCount)} from ${mostFrom.address}`;
  const now = `At this moment ${countOf(sessionCount, "mail program")} ${sessionCount === 1 ? "is" : "are"} connected${most}.`;
  return isTooFew(effect)
    ? `${now} That is more than this allows: those inside stay, the next are told to come again.`
    : now;
}

export function deletionText({ deletedCount, goneCount, messageCount, octets }: DeletionEffect): string {
  if (deletedCount === 0) return "No deleted account waits to be restored.";
  if (goneCount === 0) {
    return `${deletedCount === 1 ? "The one deleted account" : `All ${formatCount(deletedCount)} deleted accounts`} could still be restored.`;
  }
  return `${formatCount(goneCount)} of ${countOf(deletedCount, "deleted account")} could no longer be restored: removed for good with ${countOf(messageCount, "message")}, ${formatOctets(octets)}.`;
}
