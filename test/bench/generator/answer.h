/* Reads one answer at a time from the octets of a connection, in whatever pieces they come. */
#ifndef ANSWER_H
#define ANSWER_H

#include <stdbool.h>
#include <stddef.h>

#include "script.h"

struct answer {
  char line[600];      /* the first line, or what has come of it */
  unsigned length;
  bool is_in_body;     /* the first line is over, the dot has not come */
  unsigned matched;    /* octets of CRLF.CRLF that the body ends with so far */
};

void begin_answer(struct answer *answer);

enum progress { MORE, DONE, WRONG };

/*
 * Takes octets of the answer to `step`; `*taken` tells how many. MORE: all are taken. DONE: the answer is complete and as expected;
 * what is left belongs to the next one. WRONG: `answer->line` is not what was expected.
 */
enum progress take_octets(struct answer *answer, const struct step *step, const char *octets, size_t count, size_t *taken);

#endif
