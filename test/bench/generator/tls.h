/* The part of a transport that needs OpenSSL. */
#ifndef TLS_H
#define TLS_H

#include "transport.h"

struct tls_state *new_tls_state(struct tls_client *tls, int fd, unsigned slot);
/* 0 when it is over, else LATER, ENDED or BROKEN. */
int advance_handshake(struct tls_state *state, bool *wants_write);
ssize_t read_tls(struct tls_state *state, void *octets, size_t room);
ssize_t write_tls(struct tls_state *state, const void *octets, size_t count);
void end_tls_state(struct tls_state *state);

#endif
