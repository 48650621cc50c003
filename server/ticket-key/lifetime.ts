/** How long a TLS session ticket is good: mail programs that poll through the day resume, and none keeps a key alive for long. */
export const ticketSeconds = 24 * 60 * 60;

/** A key seals for this long, and opens until the last ticket it sealed is over. */
export const sealingMs = 24 * 60 * 60 * 1000;
export const openingMs = sealingMs + ticketSeconds * 1000;
