import { isMalformed } from "../../protocol/malformed.ts";
import { parsePlainMessage } from "../../protocol/sasl.ts";
import type { Mechanism } from "./mechanism.ts";
import { notForAnother } from "./not-for-another.ts";

/** PLAIN (RFC 4616): one response holds it all. Acting for somebody else is refused, naming oneself twice is not. */
export const plain: Mechanism = {
  name: "PLAIN",
  isOffered: () => true,
  begin: () => ({
    respond(response) {
      if (response === null) return { challenge: new Uint8Array(0) };
      const message = parsePlainMessage(response);
      if (isMalformed(message)) return message;
      const { authorizationName, name, password } = message;
      if (authorizationName !== "" && authorizationName !== name) {
        return notForAnother;
      }
      return { credentials: { mechanism: "PLAIN", name, password } };
    },
  }),
};
