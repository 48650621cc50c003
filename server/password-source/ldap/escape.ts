/** A value inside a filter (RFC 4515 §3): what has a meaning there has none any more. */
export function escapeFilterValue(value: string): string {
  return value.replace(/[\\*()\0]/g, octet);
}

/** A value inside a distinguished name (RFC 4514 §2.4). */
export function escapeDnValue(value: string): string {
  return value
    .replace(/[\\",+;<>=]/g, "\\$&")
    .replace(/\0/g, octet)
    .replace(/^[ #]/, "\\$&")
    .replace(/ $/, "\\ ");
}

/** Whether a bind template makes distinguished names. Active Directory also takes ann@example.org and EXAMPLE\ann. */
export function isDnTemplate(template: string): boolean {
  return template.includes("=");
}

/** A value in a name that is no distinguished name: none that could make one of it. Null: nobody is called so. */
export function plainValue(value: string): string | null {
  return /[\\",+;<>=#\p{Cc}]/u.test(value) ? null : value;
}

function octet(character: string): string {
  return `\\${character.charCodeAt(0).toString(16).padStart(2, "0")}`;
}
