/* Stands in for tls.c where the headers of OpenSSL are missing. */
#include "tls.h"

struct tls_client *new_tls_client(unsigned slots, bool reuse_tickets, const char *ticket_file) {
  (void)slots, (void)reuse_tickets, (void)ticket_file;
  return NULL;
}

void keep_tickets(struct tls_client *tls) { (void)tls; }
unsigned long handshake_count(const struct tls_client *tls) { (void)tls; return 0; }
unsigned long offered_count(const struct tls_client *tls) { (void)tls; return 0; }
unsigned long resumed_count(const struct tls_client *tls) { (void)tls; return 0; }

struct tls_state *new_tls_state(struct tls_client *tls, int fd, unsigned slot) {
  (void)tls, (void)fd, (void)slot;
  return NULL;
}

int advance_handshake(struct tls_state *state, bool *wants_write) {
  (void)state, (void)wants_write;
  return BROKEN;
}

ssize_t read_tls(struct tls_state *state, void *octets, size_t room) {
  (void)state, (void)octets, (void)room;
  return BROKEN;
}

ssize_t write_tls(struct tls_state *state, const void *octets, size_t count) {
  (void)state, (void)octets, (void)count;
  return BROKEN;
}

void end_tls_state(struct tls_state *state) { (void)state; }
