import { z } from "zod";

const hostname = z
  .string()
  .trim()
  .toLowerCase()
  .min(1, "Type the name under which mail programs reach this server.")
  .max(253, "A host name has at most 253 characters.")
  .regex(
    /^(?!-)[\p{L}\p{N}-]{1,63}(?<!-)(\.(?!-)[\p{L}\p{N}-]{1,63}(?<!-))*$/u,
    "A host name is made of letters, digits and hyphens, with dots between, such as mail.example.org.",
  );

/** Every setting there is, by its name in the table. */
export const settingFields = {
  /** Named in the greeting, in the certificate and in the settings for mail programs. */
  hostname,
  /** Accounts of this domain may sign in with the local part alone; null: the full address, always. */
  defaultDomain: z
    .string()
    .trim()
    .toLowerCase()
    .max(253)
    .nullable()
    .transform((name) => name || null),
};

export const settingsChange = z.object(settingFields).partial();
export type SettingsChange = z.input<typeof settingsChange>;

/** The forms of the console. */
export const hostnameChange = z.object({ hostname });
export const defaultDomainChange = z.object({ defaultDomain: settingFields.defaultDomain });

export interface Settings {
  readonly hostname: string;
  readonly defaultDomain: string | null;
}
