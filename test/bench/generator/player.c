#include "player.h"

#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

#include "conversation.h"

/* Set by SIGTERM: no more units; what has begun is finished. */
static volatile sig_atomic_t was_told_to_end;

static void on_enough(int signal) {
  (void)signal;
  was_told_to_end = 1;
}

double now(void) {
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

const struct step *step_at(const struct player *player, unsigned index) {
  return &player->script.steps[index];
}

void watch(struct player *player, struct connection *connection) {
  if (connection->transport.fd < 0) return; /* it waits for its turn to connect */
  uint32_t interest = EPOLLIN | (connection->transport.wants_write ? EPOLLOUT : 0);
  if (interest == connection->interest) return;
  struct epoll_event event = {.events = interest, .data.ptr = connection};
  int operation = connection->interest == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD;
  if (epoll_ctl(player->epoll, operation, connection->transport.fd, &event) != 0) fail("epoll: %s", strerror(errno));
  connection->interest = interest;
}

void fail_at(const struct connection *connection, const struct step *step, const char *what) {
  fail("u%06u, \"%s\": %s", connection->account, step->text == NULL ? "greeting or message" : step->text, what);
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
    if (player->begun_connections > 0 && !is_wanted(player)) break;
    start_connection(player);
  }
  while (player->live > 0) {
    player->is_enough = was_told_to_end != 0;
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
