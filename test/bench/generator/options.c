#include "options.h"

#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void fail(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  fputs("generator: ", stderr);
  vfprintf(stderr, format, arguments);
  fputc('\n', stderr);
  va_end(arguments);
  exit(1);
}

static double number(const char *name, const char *text) {
  char *end;
  double value = strtod(text, &end);
  if (*text == '\0' || *end != '\0' || value < 0 || value > 1e9) fail("--%s: %s is not a number", name, text);
  return value;
}

enum {
  HOST = 1, PORT, SCRIPT, MESSAGES, DOMAIN, PASSWORD, FIRST_ACCOUNT, ACCOUNTS, IN_TURN, EACH_ONCE, CONNECTIONS,
  OPENING, SECONDS, UNITS, RATE, PATIENCE, TLS, REUSE_TICKETS, TICKET_FILE
};

static const struct option known[] = {
  {"host", required_argument, NULL, HOST},
  {"port", required_argument, NULL, PORT},
  {"script", required_argument, NULL, SCRIPT},
  {"messages", required_argument, NULL, MESSAGES},
  {"domain", required_argument, NULL, DOMAIN},
  {"password", required_argument, NULL, PASSWORD},
  {"first-account", required_argument, NULL, FIRST_ACCOUNT},
  {"accounts", required_argument, NULL, ACCOUNTS},
  {"in-turn", no_argument, NULL, IN_TURN},
  {"each-once", no_argument, NULL, EACH_ONCE},
  {"connections", required_argument, NULL, CONNECTIONS},
  {"opening", required_argument, NULL, OPENING},
  {"seconds", required_argument, NULL, SECONDS},
  {"units", required_argument, NULL, UNITS},
  {"rate", required_argument, NULL, RATE},
  {"patience", required_argument, NULL, PATIENCE},
  {"tls", no_argument, NULL, TLS},
  {"reuse-tickets", no_argument, NULL, REUSE_TICKETS},
  {"ticket-file", required_argument, NULL, TICKET_FILE},
  {NULL, 0, NULL, 0},
};

static void take(struct options *options, int which, const char *name, const char *value) {
  switch (which) {
    case HOST: options->host = value; break;
    case PORT: options->port = (int)number(name, value); break;
    case SCRIPT: options->script = value; break;
    case MESSAGES: options->messages = value; break;
    case DOMAIN: options->domain = value; break;
    case PASSWORD: options->password = value; break;
    case FIRST_ACCOUNT: options->first_account = (unsigned)number(name, value); break;
    case ACCOUNTS: options->accounts = (unsigned)number(name, value); break;
    case IN_TURN: options->in_turn = true; break;
    case EACH_ONCE: options->each_once = true; break;
    case CONNECTIONS: options->connections = (unsigned)number(name, value); break;
    case OPENING: options->opening = (unsigned)number(name, value); break;
    case SECONDS: options->seconds = number(name, value); break;
    case UNITS: options->units = (unsigned long)number(name, value); break;
    case RATE: options->rate = number(name, value); break;
    case PATIENCE: options->patience = number(name, value); break;
    case TLS: options->tls = true; break;
    case REUSE_TICKETS: options->reuse_tickets = true; break;
    case TICKET_FILE: options->ticket_file = value; break;
    default: exit(2); /* getopt has said what it does not know */
  }
}

void read_options(struct options *options, int argc, char **argv) {
  *options = (struct options){
    .host = "127.0.0.1", .domain = "bench.example", .password = "correct horse battery", .first_account = 1,
    .accounts = 1, .connections = 1, .patience = 60,
  };
  int which, index = 0;
  while ((which = getopt_long(argc, argv, "", known, &index)) != -1) take(options, which, known[index].name, optarg);
  if (optind != argc) fail("what is %s?", argv[optind]);
  if (options->script == NULL || options->port == 0) fail("--script and --port are needed");
  if (options->connections == 0 || options->accounts == 0) fail("at least one connection and one account");
  if (options->opening == 0) options->opening = options->connections;
}
