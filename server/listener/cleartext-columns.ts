import { DomainError } from "../errors.ts";
import { type CleartextSignIn, loopbackNetworks } from "./schema.ts";

interface Given {
  readonly cleartextSignIn?: CleartextSignIn | "loopback";
  readonly cleartextNetworks?: string;
}

/**
 * The columns for what somebody said of sign-in without TLS; empty where nothing was said. `usual`: the networks where none are named.
 * Refuses an empty list with `invalid`.
 */
export function cleartextColumns(
  { cleartextSignIn, cleartextNetworks }: Given,
  usual: string,
): { cleartextSignIn?: CleartextSignIn; cleartextNetworks?: string } {
  if (cleartextSignIn === "loopback") return { cleartextSignIn: "networks", cleartextNetworks: loopbackNetworks };
  if (cleartextSignIn === "networks" && cleartextNetworks === "") {
    throw new DomainError(
      "invalid",
      "Name the networks that may do without TLS, such as 10.0.0.0/8, or choose that nobody may.",
      "cleartextNetworks",
    );
  }
  const networks = cleartextNetworks ?? (cleartextSignIn === "networks" ? usual : undefined);
  // A form sends the empty list that it did not show.
  return {
    ...(cleartextSignIn !== undefined && { cleartextSignIn }),
    ...(networks && { cleartextNetworks: networks }),
  };
}
