#include "conversation.h"

#include <stdio.h>
#include <string.h>

#include "options.h"

void flush(struct player *player, struct connection *connection) {
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

void begin_asking(struct player *player, struct connection *connection) {
  connection->sent = connection->answered = (struct place){connection->step, step_at(player, connection->step)->from};
  connection->awaited = 0;
  begin_answer(&connection->answer);
  send_more(player, connection);
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

void take(struct player *player, struct connection *connection, const char *octets, size_t count) {
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
