/*
 * The conversation that every connection plays, one step a line:
 *
 *   open                  connects, with TLS where asked for, and awaits the greeting
 *   loop                  where `again` comes back to
 *   pace                  waits for its turn, with --rate; may stand before `open`, as `begin` may
 *   begin                 a unit begins here (else at `open`)
 *   +OK USER {user}       sends the rest of the line, expects a line that begins so
 *   +OK. LIST             the same, and the answer goes on to a line with a dot alone
 *   250 LHLO bench        three digits: the answer of LMTP, with its further lines
 *   & 354 DATA            sent together with the line before
 *   250 {message}         sends the next message of the pool instead of a command
 *   1-100/16 +OK. RETR {n}   numbers 1 to 100, at most 16 without an answer
 *   hold                  waits until every connection is here and a line comes on standard input
 *   unit                  a unit is done
 *   again                 back to `loop` while units are wanted (not after SIGTERM)
 *   close                 awaits the server's end of the connection
 *
 * {user}, {pass} and {n} stand for the account's name, its password and the number.
 */
#ifndef SCRIPT_H
#define SCRIPT_H

#include <stdbool.h>

enum kind { OPEN, LOOP, PACE, BEGIN, ASK, HOLD, UNIT, AGAIN, CLOSE, END };

struct step {
  enum kind kind;
  char *text;          /* ASK: the command, without its line end; NULL: a message */
  char expected[4];    /* ASK, OPEN: how the answer begins */
  bool is_multiline;
  bool is_code;        /* three digits: lines with a hyphen after them are followed by more */
  bool is_joined;      /* sent together with the step before */
  unsigned from, to;   /* numbers for {n}; 1 to 1 without any */
  unsigned depth;      /* commands without an answer at most */
};

struct script {
  struct step *steps;  /* the last one is END */
  unsigned loop;       /* index of LOOP */
  bool has_begin;
};

/* Ends the program where the file cannot be understood. */
void read_script(struct script *script, const char *file);

#endif
