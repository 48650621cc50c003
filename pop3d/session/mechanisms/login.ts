import { parseName } from "../../protocol/arguments.ts";
import { isMalformed, malformed } from "../../protocol/malformed.ts";
import type { Mechanism } from "./mechanism.ts";

const askForName = new TextEncoder().encode("Username:");
const askForPassword = new TextEncoder().encode("Password:");

/** LOGIN (draft-murchison-sasl-login): name, then password. Never standardised; older Outlook knows nothing else. */
export const login: Mechanism = {
  name: "LOGIN",
  isOffered: () => true,
  begin() {
    let name: string | null = null;
    return {
      respond(response) {
        if (response === null) return { challenge: askForName };
        if (name !== null) {
          if (response.length === 0) return malformed("expected a password");
          return { credentials: { mechanism: "LOGIN", name, password: response } };
        }
        const parsed = parseName(response);
        if (isMalformed(parsed)) return parsed;
        name = parsed;
        return { challenge: askForPassword };
      },
    };
  },
};
