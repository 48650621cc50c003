/* Drives all connections of a run from one thread. */
#ifndef PLAYER_H
#define PLAYER_H

#include "histogram.h"
#include "options.h"

struct player;

struct result {
  unsigned long units, sessions;
  double seconds;                       /* from the start to the end of the last unit */
  unsigned long long octets_read, octets_written;
  unsigned long handshakes, offered, resumed; /* of TLS: all, with a ticket, taken up by it */
  struct histogram times;               /* of the units */
};

struct player *new_player(const struct options *options);

/* Returns when every connection has ended; ends the program at the first wrong answer. */
struct result play(struct player *player);

#endif
