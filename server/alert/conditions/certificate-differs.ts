import { readNodes } from "../../node/read-daemon-state.ts";
import { readServedFacts } from "../../served-certificate/read.ts";
import { condition } from "./condition.ts";

export const certificateDiffers = condition({
  title: "Another certificate is served",
  description: "What a client is shown is not the certificate that is stored for it, or the handshake fails.",
  thresholds: {},
  usual: { isEnabled: true, isUrgent: false, forSeconds: 120, resolveSeconds: 0 },
  everySeconds: 60,
  async look(store) {
    const alive = (await readNodes(store)).filter(({ isAlive }) => isAlive);
    if (alive.length === 0) return "unknown";
    const facts = await readServedFacts(store);
    return {
      found: facts
        .filter(({ isAsWanted }) => !isAsWanted)
        .map(({ listenerId, listenerName, port, serverName, errorText, fingerprint }) => {
          const asked = serverName === "" ? "a client that asks for no name" : `a client that asks for ${serverName}`;
          const seen =
            fingerprint === null
              ? `gets none: ${errorText ?? "the handshake failed"}`
              : "is shown another one than is stored for it";
          return {
            subject: `listener ${listenerId} name ${serverName}`,
            severity: "warning" as const,
            text: `On ${listenerName}${port === null ? "" : ` (port ${port})`} ${asked} ${seen.replace(/\.$/, "")}.`,
            href: "/certificates",
          };
        }),
    };
  },
});
