/* One TCP connection that never blocks, in the clear or with TLS. */
#ifndef TRANSPORT_H
#define TRANSPORT_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct tls_client;   /* what connections with TLS share */
struct tls_state;    /* of one connection */

struct transport {
  int fd;            /* -1: not connected */
  bool is_secured;   /* the handshake is over, or none is wanted */
  bool wants_write;  /* to be told when the socket takes octets again */
  struct tls_state *tls;
};

/* What an operation gave instead of a number of octets. */
enum { LATER = -1, ENDED = -2, BROKEN = -3 };

/* Begins to connect; `tls` may be NULL. `slot` names the connection, for its ticket. */
void start_transport(struct transport *transport, const struct sockaddr_in *address, struct tls_client *tls, unsigned slot);

/* The next part of the handshake. 0 when `is_secured`, else LATER, ENDED or BROKEN. */
int secure_transport(struct transport *transport);

ssize_t read_transport(struct transport *transport, void *octets, size_t room);
ssize_t write_transport(struct transport *transport, const void *octets, size_t count);
void end_transport(struct transport *transport);

/* NULL where the generator was built without OpenSSL. */
struct tls_client *new_tls_client(unsigned slots, bool reuse_tickets, const char *ticket_file);
/* Writes the tickets to their file, if there is one. */
void keep_tickets(struct tls_client *tls);
unsigned long handshake_count(const struct tls_client *tls);
unsigned long offered_count(const struct tls_client *tls);
unsigned long resumed_count(const struct tls_client *tls);

#endif
