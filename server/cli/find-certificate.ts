import { readCertificates, readRequests } from "../certificate/read.ts";
import type { CertificateView, PendingRequest } from "../certificate/schema.ts";
import { DomainError } from "../errors.ts";
import type { Store } from "../store.ts";

/** By its number, or by a name that only one has. Refuses with `not-found`, and with `invalid` where several have it. */
export async function findCertificate(store: Store, which: string): Promise<CertificateView> {
  const all = await readCertificates(store);
  const byNumber = all.find(({ id }) => String(id) === which);
  if (byNumber !== undefined) return byNumber;
  const wanted = which.toLowerCase();
  const found = all.filter(({ names }) => names.includes(wanted));
  const [only] = found;
  if (only === undefined) {
    throw new DomainError("not-found", `There is no certificate ${which}. See: popdesk certificate list`);
  }
  if (found.length === 1) return only;
  const numbers = found.map(({ id }) => id).join(", ");
  throw new DomainError("invalid", `Several certificates are for ${which}: name one by its number (${numbers}).`);
}

export async function findRequest(store: Store, which: string): Promise<PendingRequest> {
  const found = (await readRequests(store)).find(({ id }) => String(id) === which);
  if (found !== undefined) return found;
  throw new DomainError("not-found", `There is no request ${which}. See: popdesk certificate request list`);
}
