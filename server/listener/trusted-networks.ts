import { networkList } from "../network/schema.ts";

/** Who may send a PROXY header: as the table keeps it. */
export const trustedNetworks = networkList({
  notEverybody: "A network of /0 is everybody: anyone could then claim any address. Name the network of your proxy.",
});
