#include "answer.h"

#include <string.h>

void begin_answer(struct answer *answer) {
  answer->length = 0;
  answer->is_in_body = false;
}

static const char terminator[] = "\r\n.\r\n";
enum { TERMINATOR = 5 };

static unsigned match_next(unsigned matched, char octet) {
  if (octet == terminator[matched]) return matched + 1;
  return octet == '\r' ? 1 : 0;
}

/* How many octets belong to the body, its terminator included; `answer->matched` is TERMINATOR when it is over. */
static size_t take_body(struct answer *answer, const char *octets, size_t count) {
  size_t at = 0;
  while (at < count) {
    if (answer->matched > 0) {
      answer->matched = match_next(answer->matched, octets[at++]);
      if (answer->matched == TERMINATOR) return at;
      continue;
    }
    const char *dot = memchr(octets + at, '.', count - at);
    if (dot == NULL) {
      if (octets[count - 1] == '\r') answer->matched = 1;
      else if (count - at >= 2 && octets[count - 2] == '\r' && octets[count - 1] == '\n') answer->matched = 2;
      return count;
    }
    at = (size_t)(dot - octets) + 1;
    if (at >= 3 && dot[-2] == '\r' && dot[-1] == '\n') answer->matched = 3;
  }
  return count;
}

/* Takes the rest of a line; true when its end has come. What does not fit is dropped: only the beginning is looked at. */
static bool take_line(struct answer *answer, const char *octets, size_t count, size_t *taken) {
  const char *end = memchr(octets, '\n', count);
  *taken = end == NULL ? count : (size_t)(end - octets) + 1;
  size_t room = sizeof answer->line - 1 - answer->length;
  size_t kept = *taken < room ? *taken : room;
  memcpy(answer->line + answer->length, octets, kept);
  answer->length += (unsigned)kept;
  answer->line[answer->length] = '\0';
  return end != NULL;
}

enum progress take_octets(struct answer *answer, const struct step *step, const char *octets, size_t count, size_t *taken) {
  *taken = 0;
  while (*taken < count) {
    if (answer->is_in_body) {
      *taken += take_body(answer, octets + *taken, count - *taken);
      return answer->matched == TERMINATOR ? DONE : MORE;
    }
    size_t length;
    bool is_whole = take_line(answer, octets + *taken, count - *taken, &length);
    *taken += length;
    if (!is_whole) return MORE;
    if (strncmp(answer->line, step->expected, 3) != 0) return WRONG;
    if (step->is_multiline) {
      answer->is_in_body = true;
      answer->matched = 2; /* an empty body is a dot right after the first line */
    } else if (step->is_code && answer->line[3] == '-') {
      answer->length = 0; /* another line follows */
    } else {
      return DONE;
    }
  }
  return MORE;
}
