#include "conversation.h"

#include <stdio.h>

bool is_wanted(const struct player *player) {
  const struct options *options = player->options;
  if (player->is_enough) return false;
  if (options->each_once && player->accounts_used >= options->accounts) return false;
  if (options->units > 0 && player->begun >= options->units) return false;
  return options->seconds <= 0 || now() < player->started + options->seconds;
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

static void begin_conversation(struct player *player, struct connection *connection) {
  connection->step = 0;
  connection->out_length = 0;
  choose_account(player, connection);
  if (!player->script.has_begin) begin_unit(player, connection);
  advance(player, connection);
}

void end_connection(struct player *player, struct connection *connection) {
  end_transport(&connection->transport);
  player->result.sessions++;
  if (is_wanted(player)) {
    begin_conversation(player, connection);
  } else {
    connection->has_ended = true;
    player->live--;
  }
}

static void wait_in_queue(struct player *player, struct connection *connection) {
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

void start_connection(struct player *player) {
  struct connection *connection = &player->connections[player->begun_connections];
  connection->slot = player->begun_connections++;
  connection->transport.fd = -1;
  player->live++;
  begin_conversation(player, connection);
}

static void hold(struct player *player) {
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

void advance(struct player *player, struct connection *connection) {
  for (;;) {
    switch (step_at(player, connection->step)->kind) {
      case ASK:
        begin_asking(player, connection);
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
          hold(player);
          return;
        }
        break;
      case UNIT: finish_unit(player, connection); break;
      case AGAIN:
        if (is_wanted(player)) {
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
