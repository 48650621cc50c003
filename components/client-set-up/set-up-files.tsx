import { Download } from "lucide-react";
import type { SetUpFileName } from "#server/client-set-up/schema.ts";

const files: readonly { name: SetUpFileName; title: string; description: string }[] = [
  {
    name: "profile",
    title: "Profile for iPhone, iPad and Mac",
    description: "Signed with this server's certificate. Open it on the device.",
  },
  {
    name: "unsigned-profile",
    title: "The same, unsigned",
    description: "To be changed by hand, or signed by somebody else.",
  },
  {
    name: "autoconfig",
    title: "Autoconfig for Thunderbird",
    description: "To be served by another web server as /.well-known/autoconfig/mail/config-v1.1.xml.",
  },
  {
    name: "autodiscover",
    title: "Autodiscover for Outlook",
    description: "The answer that Outlook gets for this address.",
  },
];

export function SetUpFiles({ accountId }: { accountId: number }) {
  return (
    <ul className="flex flex-col divide-y divide-separator">
      {files.map(({ name, title, description }) => (
        <li key={name} className="flex items-center justify-between gap-4 py-2.5 first:pt-0 last:pb-0">
          <span className="min-w-0">
            <span className="block font-medium">{title}</span>
            <span className="block text-muted wrap-anywhere">{description}</span>
          </span>
          <a
            href={`/accounts/${accountId}/set-up/${name}`}
            download
            className="button button--outline button--sm shrink-0"
            aria-label={`Download: ${title}`}
          >
            <Download aria-hidden />
            <span className="max-sm:hidden">Download</span>
          </a>
        </li>
      ))}
    </ul>
  );
}
