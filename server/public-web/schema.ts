/** What a stranger asked, as far as it matters. */
export interface PublicRequest {
  readonly method: string;
  /** Decoded, without query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Name from the Host header in lower case, without port. */
  readonly host: string;
  /** Empty unless the method is POST; UTF-8. */
  readonly body: string;
}

export interface PublicAnswer {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

export function text(status: number, body: string): PublicAnswer {
  return { status, headers: { "content-type": "text/plain; charset=utf-8" }, body };
}
