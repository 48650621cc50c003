import { countOf, formatCount } from "#components/ui/count.tsx";
import { formatOctets } from "#components/ui/octets.tsx";
import type { Settings } from "#server/setting/schema.ts";

/** The limits in sentences a colleague could check. */
export function limitsInForce(settings: Settings): string[] {
  return [
    `${formatCount(settings.maxConnections)} mail programs may be connected at once, ${formatCount(settings.maxConnectionsPerAddress)} from one address.`,
    `A signed-in session ends after ${duration(settings.autologoutSeconds)} of silence, one that is not signed in after ${duration(settings.signInSeconds)}.`,
    `After ${countOf(settings.maxSignInFailures, "refused sign-in")} a connection is closed.`,
    downloadSentence(settings),
  ];
}

function downloadSentence({ maxMessagesPerHour, maxOctetsPerHour, loginDelaySeconds }: Settings): string {
  const most = [
    maxMessagesPerHour === null ? null : countOf(maxMessagesPerHour, "message"),
    maxOctetsPerHour === null ? null : formatOctets(maxOctetsPerHour),
  ].filter((part) => part !== null);
  const download =
    most.length === 0
      ? "An account may download as much as it likes"
      : `An account may download ${most.join(" and ")} within an hour`;
  return `${download}, and sign in ${loginDelaySeconds === null ? "as often as it likes" : `once in ${duration(loginDelaySeconds)}`}.`;
}

function duration(seconds: number): string {
  if (seconds % 3600 === 0) return countOf(seconds / 3600, "hour");
  return seconds % 60 === 0 ? countOf(seconds / 60, "minute") : countOf(seconds, "second");
}
