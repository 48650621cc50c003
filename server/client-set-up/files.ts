import { readServedCertificate } from "../certificate/read.ts";
import { readClientSettings } from "../listener/client-settings.ts";
import type { Store } from "../store.ts";
import { autoconfigXml } from "./autoconfig.ts";
import { autodiscoverXml } from "./autodiscover.ts";
import { mobileconfig, type ProfileOwner } from "./mobileconfig.ts";
import type { SetUpFileName } from "./schema.ts";
import { signProfile } from "./sign-profile.ts";

export interface SetUpFile {
  readonly contentType: string;
  readonly body: string | Uint8Array;
}

const profileType = "application/x-apple-aspen-config";
const xmlType = "text/xml; charset=utf-8";

/** Signed with the certificate that is served, where there is one whose key Apple takes. Null where nothing is open to be named. */
export async function readSignedProfile(store: Store, owner: ProfileOwner): Promise<SetUpFile | null> {
  const profile = mobileconfig(await readClientSettings(store), owner);
  if (profile === null) return null;
  const pair = await readServedCertificate(store);
  const signed = pair && signProfile(profile, pair, store.clock.now());
  return { contentType: profileType, body: signed ?? profile };
}

/** The same files that the public web listener serves, to be given to somebody. Null where nothing is open to be named. */
export async function readSetUpFile(store: Store, owner: ProfileOwner, name: SetUpFileName): Promise<SetUpFile | null> {
  if (name === "profile") return readSignedProfile(store, owner);
  const settings = await readClientSettings(store);
  const profile = mobileconfig(settings, owner);
  if (profile === null) return null;
  const { address } = owner;
  switch (name) {
    case "unsigned-profile":
      return { contentType: profileType, body: profile };
    case "autoconfig":
      return { contentType: xmlType, body: autoconfigXml(settings, address.slice(address.lastIndexOf("@") + 1)) };
    case "autodiscover":
      return { contentType: xmlType, body: autodiscoverXml(settings, address) };
  }
}
