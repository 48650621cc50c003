/* What the parts of the player share: the connections, and where each of them is in the conversation. */
#ifndef CONVERSATION_H
#define CONVERSATION_H

#include "answer.h"
#include "messages.h"
#include "player.h"
#include "script.h"
#include "transport.h"

enum { COMMANDS = 4096, LONGEST_COMMAND = 300, READ_ROOM = 256 * 1024, EVENTS = 256 };

/* A place in the conversation: a step, and the number within it. */
struct place {
  unsigned step, number;
};

struct connection {
  struct transport transport;
  unsigned slot;
  unsigned step;                 /* where it is; for ASK the first of those sent together */
  struct place sent, answered;   /* within these: what is sent next, what is answered next */
  unsigned awaited;              /* answers */
  struct answer answer;
  unsigned turn;                 /* conversations or units so far: chooses the account */
  unsigned account;
  double began;                  /* the unit */
  double due;                    /* PACE */
  struct connection *next;       /* in the queue of those that wait for their time */
  const char *out;               /* not yet written */
  size_t out_length;
  char commands[COMMANDS];
  uint32_t interest;             /* as epoll knows it */
  bool has_ended;
};

struct player {
  const struct options *options;
  struct script script;
  struct messages messages;
  struct tls_client *tls;
  struct sockaddr_in address;
  struct connection *connections;
  int epoll;
  double started, last_unit, last_answer, next_due;
  unsigned long begun;           /* units */
  unsigned accounts_used, messages_used;
  unsigned begun_connections, live, held;
  bool is_released;
  bool is_enough;                /* no more units: SIGTERM has come */
  struct connection *first_waiting, *last_waiting;
  struct result result;
  char *octets;                  /* room for one read */
};

/* Seconds of the monotonic clock. */
double now(void);
const struct step *step_at(const struct player *player, unsigned index);
/* Ends the program: what this connection got is not what the step expects. */
void fail_at(const struct connection *connection, const struct step *step, const char *what) __attribute__((noreturn));
/* Tells epoll what the connection waits for. */
void watch(struct player *player, struct connection *connection);

/* conversation.c: whether another unit may begin; the steps that are not questions. */
bool is_wanted(const struct player *player);
void start_connection(struct player *player);
void end_connection(struct player *player, struct connection *connection);
/* Plays on until an answer, a turn or the end is waited for. */
void advance(struct player *player, struct connection *connection);

/* asking.c: sends what is asked, takes what is answered. */
void begin_asking(struct player *player, struct connection *connection);
void flush(struct player *player, struct connection *connection);
void take(struct player *player, struct connection *connection, const char *octets, size_t count);

#endif
