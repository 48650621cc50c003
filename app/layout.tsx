import type { Metadata, Viewport } from "next";
import type { ReactNode } from "react";
import { firstPaintScript } from "#components/shell/theme.ts";
import { theNonce } from "#server/web/caller.ts";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: "Popdesk", template: "%s · Popdesk" },
  description: "A POP3 server that is run from a browser",
  robots: { index: false, follow: false },
};

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#ffffff" },
    { media: "(prefers-color-scheme: dark)", color: "#16181d" },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const nonce = await theNonce();
  return (
    <html lang="en" suppressHydrationWarning>
      <head>
        <script
          nonce={nonce}
          suppressHydrationWarning
          // biome-ignore lint/security/noDangerouslySetInnerHtml: a constant of ours, before the first paint
          dangerouslySetInnerHTML={{ __html: firstPaintScript }}
        />
      </head>
      <body className="bg-background text-foreground">{children}</body>
    </html>
  );
}
