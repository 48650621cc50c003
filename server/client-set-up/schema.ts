import { z } from "zod";

/** What can be taken home for an account. */
export const setUpFileNames = ["profile", "unsigned-profile", "autoconfig", "autodiscover"] as const;
export const setUpFileName = z.enum(setUpFileNames);
export type SetUpFileName = (typeof setUpFileNames)[number];

/** Name on disk of each. */
export const setUpFileOnDisk: Readonly<Record<SetUpFileName, string>> = {
  profile: "mail.mobileconfig",
  "unsigned-profile": "mail-unsigned.mobileconfig",
  autoconfig: "config-v1.1.xml",
  autodiscover: "autodiscover.xml",
};

/** A picture that says a text to a camera. */
export interface QrCode {
  readonly text: string;
  readonly svg: string;
}

export interface SetUpCodes {
  /** Leads an iPhone, iPad or Mac to its profile; null where the public web listener is not open. */
  readonly profile: QrCode | null;
  /** The settings as plain text, for every other phone; null where nothing is open that it could name. */
  readonly settings: QrCode | null;
}
