import type { SaslStep } from "./mechanism.ts";

/** What acting for somebody else is answered with (RFC 4422 §3.4.1); naming oneself twice is allowed. */
export const notForAnother: SaslStep = {
  refusal: {
    refused: "AUTH",
    text: "signing in for another account is not possible here",
    because: "for-another-account",
  },
};
