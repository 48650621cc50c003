import { isMalformed } from "../../protocol/malformed.ts";
import { parsePlainMessage } from "../../protocol/sasl.ts";
import type { Mechanism } from "./mechanism.ts";

/** PLAIN (RFC 4616): one response holds it all. Acting for somebody else is refused, naming oneself twice is not. */
export const plain: Mechanism = {
  name: "PLAIN",
  isCleartext: true,
  begin: () => ({
    respond(response) {
      if (response === null) return { challenge: new Uint8Array(0) };
      const message = parsePlainMessage(response);
      if (isMalformed(message)) return message;
      const { authorizationName, name, password } = message;
      if (authorizationName !== "" && authorizationName !== name) {
        return { refusal: { refused: "AUTH", text: "signing in for another account is not possible here" } };
      }
      return { credentials: { mechanism: "PLAIN", name, password } };
    },
  }),
};
