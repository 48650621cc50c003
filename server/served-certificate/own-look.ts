/**
 * Where the daemon's looks at its own listeners come from, so that they are told from clients: all of 127.0.0.0/8 is this machine
 * (RFC 1122 §3.2.1.3). Listeners with an IPv6 address of their own are looked at from that.
 */
export const ownLookAddress = "127.80.79.80";
