import type { ServerResponse } from "node:http";

/**
 * What the browser may load: our own files, and inline scripts that carry this response's nonce. Styles may be inline because the
 * component library sets them by attribute. `isDev` lets the development tools evaluate code and open their socket.
 */
export function contentSecurityPolicy(nonce: string, isDev: boolean): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${isDev ? " 'unsafe-eval'" : ""}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    `connect-src 'self'${isDev ? " ws: wss:" : ""}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}

const others = {
  // Ours keep their referrer: without one, a browser sends a form with the origin "null" and Next refuses it.
  "referrer-policy": "same-origin",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()",
};

/** No HSTS: with a self-signed certificate it would take away the browser's way past the warning. */
export function setSecurityHeaders(response: ServerResponse, policy: string): void {
  response.setHeader("content-security-policy", policy);
  for (const [name, value] of Object.entries(others)) response.setHeader(name, value);
}
