#include "tls.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "options.h"

struct tls_client {
  SSL_CTX *context;
  SSL_SESSION **tickets;     /* one a slot; NULL: none are kept */
  unsigned slots;
  const char *ticket_file;
  unsigned long handshakes, offered, resumed;
};

struct tls_state {
  SSL *ssl;
  struct tls_client *client;
  unsigned slot;
};

/* A new ticket takes the place of the one before: 1 says that we keep it. */
static int on_ticket(SSL *ssl, SSL_SESSION *session) {
  struct tls_state *state = SSL_get_app_data(ssl);
  SSL_SESSION **kept = &state->client->tickets[state->slot];
  if (*kept != NULL) SSL_SESSION_free(*kept);
  *kept = session;
  return 1;
}

/* The file: for each ticket its length in four octets, then the session as ASN.1. */
static void load_tickets(struct tls_client *tls) {
  FILE *stream = fopen(tls->ticket_file, "rb");
  if (stream == NULL) return; /* the first run */
  static unsigned char octets[16384];
  uint32_t length;
  for (unsigned slot = 0; slot < tls->slots && fread(&length, sizeof length, 1, stream) == 1; slot++) {
    if (length > sizeof octets || fread(octets, 1, length, stream) != length) fail("%s is damaged", tls->ticket_file);
    const unsigned char *at = octets;
    if (length > 0) tls->tickets[slot] = d2i_SSL_SESSION(NULL, &at, (long)length);
  }
  fclose(stream);
}

void keep_tickets(struct tls_client *tls) {
  if (tls == NULL || tls->ticket_file == NULL || tls->tickets == NULL) return;
  FILE *stream = fopen(tls->ticket_file, "wb");
  if (stream == NULL) fail("%s cannot be written", tls->ticket_file);
  for (unsigned slot = 0; slot < tls->slots; slot++) {
    unsigned char *octets = NULL;
    int length = tls->tickets[slot] == NULL ? 0 : i2d_SSL_SESSION(tls->tickets[slot], &octets);
    uint32_t count = length > 0 ? (uint32_t)length : 0;
    if (fwrite(&count, sizeof count, 1, stream) != 1 || fwrite(octets, 1, count, stream) != count) {
      fail("%s cannot be written", tls->ticket_file);
    }
    OPENSSL_free(octets);
  }
  fclose(stream);
}

struct tls_client *new_tls_client(unsigned slots, bool reuse_tickets, const char *ticket_file) {
  struct tls_client *tls = calloc(1, sizeof *tls);
  if (tls == NULL) fail("out of memory");
  tls->context = SSL_CTX_new(TLS_client_method());
  if (tls->context == NULL) fail("OpenSSL gives no context");
  tls->slots = slots;
  tls->ticket_file = ticket_file;
  SSL_CTX_set_verify(tls->context, SSL_VERIFY_NONE, NULL); /* self-signed, and on this machine */
  SSL_CTX_set_mode(tls->context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
  if (reuse_tickets) {
    tls->tickets = calloc(slots, sizeof *tls->tickets);
    if (tls->tickets == NULL) fail("out of memory");
    SSL_CTX_set_session_cache_mode(tls->context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_sess_set_new_cb(tls->context, on_ticket);
    if (ticket_file != NULL) load_tickets(tls);
  } else {
    SSL_CTX_set_options(tls->context, SSL_OP_NO_TICKET);
  }
  return tls;
}

unsigned long handshake_count(const struct tls_client *tls) { return tls == NULL ? 0 : tls->handshakes; }
unsigned long offered_count(const struct tls_client *tls) { return tls == NULL ? 0 : tls->offered; }
unsigned long resumed_count(const struct tls_client *tls) { return tls == NULL ? 0 : tls->resumed; }

struct tls_state *new_tls_state(struct tls_client *tls, int fd, unsigned slot) {
  struct tls_state *state = calloc(1, sizeof *state);
  if (state == NULL) fail("out of memory");
  *state = (struct tls_state){.ssl = SSL_new(tls->context), .client = tls, .slot = slot};
  if (state->ssl == NULL || SSL_set_fd(state->ssl, fd) != 1) fail("OpenSSL gives no connection");
  SSL_set_app_data(state->ssl, state);
  if (tls->tickets != NULL && tls->tickets[slot] != NULL) {
    SSL_set_session(state->ssl, tls->tickets[slot]);
    tls->offered++;
  }
  SSL_set_connect_state(state->ssl);
  return state;
}

static int meaning(SSL *ssl, int result) {
  int error = SSL_get_error(ssl, result);
  if (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE) return LATER;
  ERR_clear_error();
  return error == SSL_ERROR_ZERO_RETURN ? ENDED : BROKEN;
}

int advance_handshake(struct tls_state *state, bool *wants_write) {
  int result = SSL_do_handshake(state->ssl);
  *wants_write = result != 1 && SSL_want_write(state->ssl);
  if (result != 1) return meaning(state->ssl, result);
  state->client->handshakes++;
  if (SSL_session_reused(state->ssl)) state->client->resumed++;
  return 0;
}

ssize_t read_tls(struct tls_state *state, void *octets, size_t room) {
  int count = SSL_read(state->ssl, octets, (int)room);
  return count > 0 ? count : meaning(state->ssl, count);
}

ssize_t write_tls(struct tls_state *state, const void *octets, size_t count) {
  int written = SSL_write(state->ssl, octets, (int)count);
  return written > 0 ? written : meaning(state->ssl, written);
}

void end_tls_state(struct tls_state *state) {
  SSL_shutdown(state->ssl); /* else OpenSSL would throw the ticket away */
  SSL_free(state->ssl);
  free(state);
}
