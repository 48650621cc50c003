/* What one run of the generator is asked to do. */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdbool.h>

struct options {
  const char *host;
  int port;
  const char *script;      /* file of the conversation */
  const char *messages;    /* file of messages to deliver, or NULL */
  const char *domain;
  const char *password;
  unsigned first_account;  /* names are u000001@domain and so on */
  unsigned accounts;
  bool in_turn;            /* accounts in order, whoever asks; else each connection has its own */
  bool each_once;          /* accounts in order, one conversation each, then the end */
  unsigned connections;
  unsigned opening;        /* connections that may be on their way to `hold` at once */
  double seconds;          /* no unit begins after this; 0: no such limit */
  unsigned long units;     /* no unit begins after so many; 0: no such limit */
  double rate;             /* units a second at most, for `pace`; 0: as fast as answers come */
  double patience;         /* seconds without any answer after which the run has failed */
  bool tls;
  bool reuse_tickets;      /* each connection keeps a ticket and offers it again */
  const char *ticket_file; /* tickets are read from here at the start and written here at the end, or NULL */
};

/* Ends the program with a sentence where the arguments make no sense. */
void read_options(struct options *options, int argc, char **argv);

/* Ends the program: the run has failed. */
void fail(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));

#endif
