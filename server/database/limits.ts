/** Of each connection to SQLite. */
export const cacheKibibytes = 16 * 1024;
/** A commit that finds SQLite's log longer than this takes the time to shorten it. The daemon's writing thread does so long before. */
export const longLogPages = 8_000;
/** How long one waits for another process to let go of the file. */
export const busyLimitMs = 10_000;
/** A PostgreSQL that accepts and then says nothing is as good as one that is away. */
export const connectMs = 10_000;
/** How long a statement of server/statement waits for a row that another transaction has, and for any answer at all. */
export const rowLockMs = 10_000;
export const answerMs = 15_000;
