import "server-only";
import { headers } from "next/headers";

/** Who is at the other end of this request. Every field comes from server/console.ts, which lets no client set it. */
export interface Caller {
  remoteAddress: string;
  userAgent: string;
  /** The browser speaks TLS with us. Only loopback may do without. */
  isSecure: boolean;
  /** Path and query of the page that was asked for, e.g. "/accounts?page=2". */
  path: string;
}

/** `given`: plain header fields in lower case, where there is no Next request around (next-auth's callbacks). */
export function callerOf(given: { get(name: string): string | null | undefined }): Caller {
  return {
    remoteAddress: given.get("x-forwarded-for") ?? "",
    userAgent: (given.get("user-agent") ?? "").slice(0, 300),
    isSecure: given.get("x-forwarded-proto") === "https",
    path: given.get("x-popdesk-path") ?? "/",
  };
}

export async function theCaller(): Promise<Caller> {
  return callerOf(await headers());
}

/** The nonce that this page's inline scripts must carry. */
export async function theNonce(): Promise<string> {
  return (await headers()).get("x-nonce") ?? "";
}
