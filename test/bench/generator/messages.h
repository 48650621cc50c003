/* The messages to deliver, as they go over the wire: dots doubled, with the line that ends them. */
#ifndef MESSAGES_H
#define MESSAGES_H

#include <stddef.h>

struct message {
  const char *octets;
  size_t length;
};

struct messages {
  struct message *all;
  unsigned count;
};

/* The file holds, for each message, its length as a line of digits and then its octets. */
void read_messages(struct messages *messages, const char *file);

#endif
