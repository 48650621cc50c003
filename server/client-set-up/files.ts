import { readServedCertificate } from "../certificate/read.ts";
import { readClientSettings } from "../listener/client-settings.ts";
import type { Store } from "../store.ts";
import { mobileconfig, type ProfileOwner } from "./mobileconfig.ts";
import { signProfile } from "./sign-profile.ts";

export interface SetUpFile {
  readonly contentType: string;
  readonly body: string | Uint8Array;
}

export const profileType = "application/x-apple-aspen-config";

/** Signed with the certificate that is served, where there is one whose key Apple takes. Null where nothing is open to be named. */
export async function readSignedProfile(store: Store, owner: ProfileOwner): Promise<SetUpFile | null> {
  const profile = mobileconfig(await readClientSettings(store), owner);
  if (profile === null) return null;
  const pair = await readServedCertificate(store);
  const signed = pair && signProfile(profile, pair, store.clock.now());
  return { contentType: profileType, body: signed ?? profile };
}
