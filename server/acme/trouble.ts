import { DomainError } from "../errors.ts";
import { AcmeRefusal, AcmeUnreachable, type Problem } from "./client.ts";
import { HookFailure } from "./run-hook.ts";
import type { AcmeTrouble, ChallengeKind } from "./schema.ts";

const prefix = "urn:ietf:params:acme:error:";

/** What went wrong with an attempt, why, and what to do (RFC 8555 §6.7). */
export function troubleOf(error: unknown, challenge: ChallengeKind): AcmeTrouble {
  if (error instanceof AcmeRefusal) return refusal(error.problem, challenge);
  if (error instanceof AcmeUnreachable) return unreachable(error);
  if (error instanceof HookFailure) {
    return {
      what: error.message,
      why: error.output === "" ? "It said nothing." : `It said: ${error.output}`,
      remedy: "Run it by hand on the server as the user that owns the data directory, with the same arguments.",
    };
  }
  const why = error instanceof Error ? error.message : String(error);
  if (error instanceof DomainError)
    return { what: "The certificate cannot be used.", why, remedy: "Try again later, or choose another authority." };
  return {
    what: "Something unexpected happened.",
    why,
    remedy: "It is tried again by itself. If it stays, look at the daemon's log.",
  };
}

function refusal({ type, detail, subproblems = [] }: Problem, challenge: ChallengeKind): AcmeTrouble {
  const parts = subproblems.map((each) => [each.identifier?.value, each.detail].filter(Boolean).join(": "));
  const why = `The authority says: ${[detail, ...parts].join(" ")}`;
  switch (type.replace(prefix, "")) {
    case "connection":
      return {
        what: "The authority could not reach this server on port 80.",
        why,
        remedy:
          "Switch the public web listener on (page Listeners), open port 80 in the firewall, and forward it on the router. Nothing else may answer there.",
      };
    case "dns":
      return {
        what: challenge === "dns-01" ? "The DNS record was not found." : "The name cannot be found in the DNS.",
        why,
        remedy:
          challenge === "dns-01"
            ? "See that the hook sets the TXT record at _acme-challenge in the zone that is asked, and wait longer after it."
            : "Point the name's A and AAAA records at this server, and wait until the old ones have run out.",
      };
    case "unauthorized":
    case "incorrectResponse":
      return {
        what:
          challenge === "dns-01" ? "The DNS record holds something else." : "Somebody else answered under this name.",
        why,
        remedy:
          challenge === "dns-01"
            ? "Remove old TXT records at _acme-challenge, and wait longer after the hook."
            : "See that the name leads to this server, by IPv6 as well, and that no other web server answers on port 80.",
      };
    case "caa":
      return {
        what: "The domain forbids this authority.",
        why,
        remedy: "Add the authority to the domain's CAA record, or remove that record.",
      };
    case "rateLimited":
      return {
        what: "The authority has given too many certificates lately.",
        why,
        remedy:
          "Nothing helps but waiting: it is tried again by itself. Try against staging meanwhile, which counts towards no limit.",
      };
    case "rejectedIdentifier":
    case "unsupportedIdentifier":
      return {
        what: "The authority gives no certificate for this name.",
        why,
        remedy: "Name public host names alone.",
      };
    case "userActionRequired":
    case "externalAccountRequired":
      return {
        what: "The authority wants something of you first.",
        why,
        remedy: "Open the address it names. Authorities that want an account made beforehand are not offered here.",
      };
    case "serverInternal":
      return { what: "The authority has trouble of its own.", why, remedy: "It is tried again by itself." };
    default:
      return { what: "The authority refused.", why, remedy: "See what it says. It is tried again by itself." };
  }
}

function unreachable({ message, code }: AcmeUnreachable): AcmeTrouble {
  const isTls = /CERT|SELF_SIGNED|UNABLE_TO|ERR_TLS|EPROTO/.test(code);
  if (isTls) {
    return {
      what: "The directory's own certificate is not trusted.",
      why: message,
      remedy:
        "Is it an authority of your own? Then paste its root certificate as the directory's. Else its address is wrong.",
    };
  }
  const isName = code === "ENOTFOUND" || code === "EAI_AGAIN";
  return {
    what: code === "ENOACME" ? "There is no ACME directory at this address." : "The authority cannot be reached.",
    why: message,
    remedy: isName
      ? "See that this server can look names up (/etc/resolv.conf), and that the address is spelled right."
      : "See that this server may open https connections to the outside. It is tried again by itself.",
  };
}
