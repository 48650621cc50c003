/** Lengths the RFCs set, in octets with the line end counted. */

/** First line of any answer (RFC 2449 §4). */
export const MAX_STATUS_OCTETS = 512;

/**
 * One SASL response: a limit of its own, since RFC 5034 §4 frees it from the command limit. RFC 4954 §4.5 settles on
 * this figure for SMTP.
 */
export const MAX_SASL_OCTETS = 12_288;

/** AUTH with the longest name of a mechanism and such a response behind it. */
export const MAX_AUTH_OCTETS = MAX_SASL_OCTETS + "AUTH ".length + 20 + " ".length;

/**
 * Lines of a listing encoded at once: a quarter of a millisecond with the sending. A longer one is made in pieces, so that others have
 * their turns and it does not grow without bound.
 */
export const LISTING_PIECE_LINES = 2_500;
