#include "player.h"

#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

#include "answer.h"
#include "messages.h"
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
  bool is_waiting;               /* at PACE or HOLD */
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
  struct connection *first_waiting, *last_waiting;
  struct result result;
  char *octets;                  /* room for one read */
};

/* Set by SIGTERM: no more units; what has begun is finished. */
static volatile sig_atomic_t is_enough;

static void on_enough(int signal) {
  (void)signal;
  is_enough = 1;
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

struct player *new_player(const struct options *options) {
  struct player *player = calloc(1, sizeof *player);
  if (player == NULL) fail("out of memory");
  player->options = options;
  player->connections = calloc(options->connections, sizeof *player->connections);
  player->octets = malloc(READ_ROOM);
  player->epoll = epoll_create1(EPOLL_CLOEXEC);
  if (player->connections == NULL || player->octets == NULL || player->epoll < 0) fail("out of memory");
  read_script(&player->script, options->script);
  if (options->messages != NULL) read_messages(&player->messages, options->messages);
  player->address = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons((uint16_t)options->port)};
  if (inet_pton(AF_INET, options->host, &player->address.sin_addr) != 1) fail("%s is no address", options->host);
  if (options->tls) {
    player->tls = new_tls_client(options->connections, options->reuse_tickets, options->ticket_file);
    if (player->tls == NULL) fail("built without TLS");
  }
  return player;
}

static const struct step *step_at(const struct player *player, unsigned index) {
  return &player->script.steps[index];
}

static bool is_wanted(const struct player *player, double time) {
  const struct options *options = player->options;
  if (is_enough) return false;
  if (options->each_once && player->accounts_used >= options->accounts) return false;
  if (options->units > 0 && player->begun >= options->units) return false;
  return options->seconds <= 0 || time < player->started + options->seconds;
}

/* Unless asked for otherwise each connection has accounts of its own: none finds its maildrop locked by another. */
static void choose_account(struct player *player, struct connection *connection) {
  const struct options *options = player->options;
  unsigned index;
  if (options->each_once || options->in_turn) {
    index = player->accounts_used++ % options->accounts;
  } else {
    unsigned own = options->accounts / options->connections;
    unsigned turn = own == 0 ? 0 : connection->turn++ % own;
    index = (connection->slot + options->connections * turn) % options->accounts;
  }
  connection->account = options->first_account + index;
}

static void watch(struct player *player, struct connection *connection) {
  if (connection->transport.fd < 0) return; /* it waits for its turn to connect */
  uint32_t interest = EPOLLIN | (connection->transport.wants_write ? EPOLLOUT : 0);
  if (interest == connection->interest) return;
  struct epoll_event event = {.events = interest, .data.ptr = connection};
  int operation = connection->interest == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD;
  if (epoll_ctl(player->epoll, operation, connection->transport.fd, &event) != 0) fail("epoll: %s", strerror(errno));
  connection->interest = interest;
}

static void fail_at(const struct connection *connection, const struct step *step, const char *what) {
  fail("u%06u, \"%s\": %s", connection->account, step->text == NULL ? "greeting or message" : step->text, what);
}

static void flush(struct player *player, struct connection *connection) {
  while (connection->out_length > 0) {
    ssize_t written = write_transport(&connection->transport, connection->out, connection->out_length);
    if (written == LATER) return;
    if (written < 0) fail_at(connection, step_at(player, connection->step), "the connection broke");
    connection->out += written;
    connection->out_length -= (size_t)written;
    player->result.octets_written += (unsigned long long)written;
  }
  connection->transport.wants_write = false;
}

/* Whether a place lies in the group of steps that begins at `connection->step`; step 0 is never inside. */
static struct place next_place(const struct player *player, struct place place) {
  if (place.number < step_at(player, place.step)->to) return (struct place){place.step, place.number + 1};
  const struct step *next = step_at(player, place.step + 1);
  return (struct place){next->kind == ASK && next->is_joined ? place.step + 1 : 0, next->from};
}

/* Writes a command with its line end; gives its length. */
static size_t write_command(const struct player *player, const struct connection *connection, const char *text, unsigned number,
                            char *to) {
  size_t length = 0;
  while (*text != '\0' && length < LONGEST_COMMAND - 80) {
    size_t room = LONGEST_COMMAND - length;
    int count = 1;
    if (strncmp(text, "{user}", 6) == 0) {
      count = snprintf(to + length, room, "u%06u@%s", connection->account, player->options->domain);
      text += 6;
    } else if (strncmp(text, "{pass}", 6) == 0) {
      count = snprintf(to + length, room, "%s", player->options->password);
      text += 6;
    } else if (strncmp(text, "{n}", 3) == 0) {
      count = snprintf(to + length, room, "%u", number);
      text += 3;
    } else {
      to[length] = *text++;
    }
    if (count < 0 || (size_t)count >= room) fail("a command is too long");
    length += (size_t)count;
  }
  to[length] = '\r';
  to[length + 1] = '\n';
  return length + 2;
}

/* Sends what may be sent of the steps that belong together. */
static void send_more(struct player *player, struct connection *connection) {
  if (connection->out_length > 0) return;
  size_t length = 0;
  while (connection->sent.step != 0) {
    const struct step *step = step_at(player, connection->sent.step);
    unsigned depth = step->to > step->from ? step->depth : COMMANDS;
    if (connection->awaited >= depth || length + LONGEST_COMMAND > COMMANDS) break;
    if (step->text == NULL) {
      if (player->messages.count == 0) fail("--messages is needed");
      const struct message *message = &player->messages.all[player->messages_used++ % player->messages.count];
      connection->out = message->octets;
      connection->out_length = message->length;
    } else {
      length += write_command(player, connection, step->text, connection->sent.number, connection->commands + length);
    }
    connection->awaited++;
    connection->sent = next_place(player, connection->sent);
  }
  if (length > 0) {
    connection->out = connection->commands;
    connection->out_length = length;
  }
  flush(player, connection);
}

static void begin_asking(const struct player *player, struct connection *connection) {
  connection->sent = connection->answered = (struct place){connection->step, step_at(player, connection->step)->from};
  connection->awaited = 0;
  begin_answer(&connection->answer);
}

static void begin_unit(struct player *player, struct connection *connection) {
  player->begun++;
  connection->began = now();
}

static void open_transport(struct player *player, struct connection *connection) {
  connection->interest = 0;
  start_transport(&connection->transport, &player->address, player->tls, connection->slot);
  begin_answer(&connection->answer);
  connection->awaited = 1;
  watch(player, connection);
}

static void advance(struct player *player, struct connection *connection);

static void begin_conversation(struct player *player, struct connection *connection) {
  connection->step = 0;
  connection->out_length = 0;
  choose_account(player, connection);
  if (!player->script.has_begin) begin_unit(player, connection);
  advance(player, connection);
}

static void end_connection(struct player *player, struct connection *connection) {
  end_transport(&connection->transport);
  player->result.sessions++;
  if (is_wanted(player, now())) {
    begin_conversation(player, connection);
  } else {
    connection->has_ended = true;
    player->live--;
  }
}

static void wait_in_queue(struct player *player, struct connection *connection) {
  connection->is_waiting = true;
  connection->next = NULL;
  if (player->last_waiting == NULL) player->first_waiting = connection;
  else player->last_waiting->next = connection;
  player->last_waiting = connection;
}

/* True when its time has come already. A unit that comes late was due when it was: its time counts from then. */
static bool pace(struct player *player, struct connection *connection) {
  if (player->options->rate <= 0) return true;
  if (player->next_due == 0) player->next_due = player->started;
  connection->due = player->next_due;
  player->next_due += 1 / player->options->rate;
  if (connection->due <= now()) return true;
  wait_in_queue(player, connection);
  return false;
}

static void start_connection(struct player *player) {
  struct connection *connection = &player->connections[player->begun_connections];
  connection->slot = player->begun_connections++;
  connection->transport.fd = -1;
  player->live++;
  begin_conversation(player, connection);
}

static void hold(struct player *player, struct connection *connection) {
  connection->is_waiting = true;
  player->held++;
  player->last_answer = now();
  if (player->begun_connections < player->options->connections) start_connection(player);
  if (player->held == player->options->connections) {
    puts("held");
    fflush(stdout);
  }
}

static void finish_unit(struct player *player, struct connection *connection) {
  player->last_unit = now();
  player->result.units++;
  record(&player->result.times, (uint64_t)((player->last_unit - connection->began) * 1e6));
}

/* Plays on until an answer, a turn or the end is waited for. */
static void advance(struct player *player, struct connection *connection) {
  for (;;) {
    switch (step_at(player, connection->step)->kind) {
      case ASK:
        begin_asking(player, connection);
        send_more(player, connection);
        return;
      case PACE:
        if (!pace(player, connection)) return;
        break;
      case BEGIN:
        begin_unit(player, connection);
        if (connection->due > 0 && connection->due < connection->began) connection->began = connection->due;
        break;
      case HOLD:
        if (!player->is_released) {
          hold(player, connection);
          return;
        }
        break;
      case UNIT: finish_unit(player, connection); break;
      case AGAIN:
        if (is_wanted(player, now())) {
          connection->step = player->script.loop;
          choose_account(player, connection);
        }
        break;
      case CLOSE: return;
      case END: fail("a conversation ends with `close`");
      case OPEN: open_transport(player, connection); return;
      case LOOP: break;
    }
    connection->step++;
  }
}

/* The step whose answer is awaited; NULL where none is. */
static const struct step *awaited_step(const struct player *player, const struct connection *connection) {
  static const struct step greeting_of_pop3 = {.expected = "+OK"}, greeting_of_lmtp = {.expected = "220", .is_code = true};
  const struct step *step = step_at(player, connection->step);
  if (step->kind == OPEN) return step_at(player, connection->step + 1)->is_code ? &greeting_of_lmtp : &greeting_of_pop3;
  if (step->kind != ASK || connection->awaited == 0) return NULL;
  return step_at(player, connection->answered.step);
}

/* An answer is complete: on to the next one of the group, or to the next step. */
static void take_answer(struct player *player, struct connection *connection) {
  connection->awaited--;
  begin_answer(&connection->answer);
  if (step_at(player, connection->step)->kind == ASK) {
    unsigned last = connection->answered.step;
    connection->answered = next_place(player, connection->answered);
    if (connection->answered.step != 0) return;
    connection->step = last;
  }
  connection->step++;
  advance(player, connection);
}

static void take(struct player *player, struct connection *connection, const char *octets, size_t count) {
  player->result.octets_read += count;
  for (size_t at = 0; at < count;) {
    const struct step *step = awaited_step(player, connection);
    if (step == NULL) fail_at(connection, step_at(player, connection->step), "an answer without a question");
    size_t taken;
    enum progress progress = take_octets(&connection->answer, step, octets + at, count - at, &taken);
    at += taken;
    if (progress == WRONG) fail_at(connection, step, connection->answer.line);
    if (progress == DONE) take_answer(player, connection);
  }
  if (step_at(player, connection->step)->kind == ASK) send_more(player, connection);
}

static void on_end(struct player *player, struct connection *connection) {
  const struct step *step = step_at(player, connection->step);
  if (step->kind != CLOSE) fail_at(connection, step, "the server closed the connection");
  end_connection(player, connection);
}

static void on_readable(struct player *player, struct connection *connection) {
  for (;;) {
    ssize_t count = read_transport(&connection->transport, player->octets, READ_ROOM);
    if (count == LATER) return;
    if (count < 0) {
      on_end(player, connection);
      return;
    }
    player->last_answer = now();
    take(player, connection, player->octets, (size_t)count);
    /* In the clear a short read is the last one; of TLS only OpenSSL knows. */
    if (connection->transport.tls == NULL && count < READ_ROOM) return;
  }
}

static void on_event(struct player *player, struct connection *connection) {
  if (!connection->transport.is_secured) {
    int result = secure_transport(&connection->transport);
    if (result != 0 && result != LATER) fail_at(connection, step_at(player, 0), "the TLS handshake failed");
  }
  if (connection->transport.is_secured) {
    flush(player, connection);
    on_readable(player, connection);
  }
  if (!connection->has_ended) watch(player, connection);
}

static void resume(struct player *player, struct connection *connection) {
  connection->is_waiting = false;
  connection->step++;
  advance(player, connection);
  watch(player, connection);
}

static void resume_due(struct player *player) {
  while (player->first_waiting != NULL && player->first_waiting->due <= now()) {
    struct connection *connection = player->first_waiting;
    player->first_waiting = connection->next;
    if (player->first_waiting == NULL) player->last_waiting = NULL;
    resume(player, connection);
  }
}

/* The word to go on has come: all that were held go on, one after the other. */
static void release(struct player *player) {
  char word[64];
  if (read(STDIN_FILENO, word, sizeof word) < 0) fail("standard input: %s", strerror(errno));
  epoll_ctl(player->epoll, EPOLL_CTL_DEL, STDIN_FILENO, NULL);
  player->is_released = true;
  for (unsigned i = 0; i < player->begun_connections; i++) {
    if (step_at(player, player->connections[i].step)->kind == HOLD) resume(player, &player->connections[i]);
  }
}

static int timeout_of(const struct player *player) {
  if (player->first_waiting == NULL) return 1000;
  double rest = player->first_waiting->due - now();
  return rest <= 0 ? 0 : rest < 1 ? (int)(rest * 1000) + 1 : 1000;
}

static bool is_idle_by_will(const struct player *player) {
  return player->first_waiting != NULL || (player->held > 0 && player->held == player->begun_connections && !player->is_released);
}

static bool has_hold(const struct script *script) {
  for (const struct step *step = script->steps; step->kind != END; step++) {
    if (step->kind == HOLD) return true;
  }
  return false;
}

struct result play(struct player *player) {
  static struct epoll_event events[EVENTS];
  const struct options *options = player->options;
  struct sigaction enough = {.sa_handler = on_enough};
  sigaction(SIGTERM, &enough, NULL);
  player->started = player->last_answer = now();
  if (has_hold(&player->script)) {
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
    if (epoll_ctl(player->epoll, EPOLL_CTL_ADD, STDIN_FILENO, &event) != 0) fail("`hold` needs a pipe on standard input");
  }
  while (player->begun_connections < options->opening && player->begun_connections < options->connections) {
    if (player->begun_connections > 0 && !is_wanted(player, now())) break;
    start_connection(player);
  }
  while (player->live > 0) {
    int count = epoll_wait(player->epoll, events, EVENTS, timeout_of(player));
    if (count < 0 && errno != EINTR) fail("epoll: %s", strerror(errno));
    for (int i = 0; i < count; i++) {
      if (events[i].data.ptr == NULL) release(player);
      else on_event(player, events[i].data.ptr);
    }
    resume_due(player);
    if (!is_idle_by_will(player) && now() - player->last_answer > options->patience) fail("no answer for %.0f s", options->patience);
  }
  player->result.seconds = (player->last_unit > 0 ? player->last_unit : now()) - player->started;
  player->result.handshakes = handshake_count(player->tls);
  player->result.offered = offered_count(player->tls);
  player->result.resumed = resumed_count(player->tls);
  keep_tickets(player->tls);
  return player->result;
}
