#include "transport.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "options.h"
#include "tls.h"

void start_transport(struct transport *transport, const struct sockaddr_in *address, struct tls_client *tls, unsigned slot) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) fail("no socket: %s", strerror(errno));
  int on = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (connect(fd, (const struct sockaddr *)address, sizeof *address) != 0 && errno != EINPROGRESS) {
    fail("cannot connect: %s", strerror(errno));
  }
  *transport = (struct transport){.fd = fd, .is_secured = tls == NULL, .wants_write = tls != NULL};
  if (tls != NULL) transport->tls = new_tls_state(tls, fd, slot);
}

int secure_transport(struct transport *transport) {
  int result = advance_handshake(transport->tls, &transport->wants_write);
  if (result == 0) transport->is_secured = true;
  return result;
}

static ssize_t failed(void) {
  return errno == EAGAIN || errno == EINTR ? LATER : BROKEN;
}

ssize_t read_transport(struct transport *transport, void *octets, size_t room) {
  if (transport->tls != NULL) return read_tls(transport->tls, octets, room);
  ssize_t count = recv(transport->fd, octets, room, 0);
  if (count > 0) return count;
  return count == 0 ? ENDED : failed();
}

ssize_t write_transport(struct transport *transport, const void *octets, size_t count) {
  ssize_t written = transport->tls != NULL ? write_tls(transport->tls, octets, count)
                                           : send(transport->fd, octets, count, MSG_NOSIGNAL);
  if (written == -1 && transport->tls == NULL) written = failed();
  transport->wants_write = written == LATER || (written > 0 && (size_t)written < count);
  return written;
}

void end_transport(struct transport *transport) {
  if (transport->tls != NULL) end_tls_state(transport->tls);
  close(transport->fd);
  transport->fd = -1;
  transport->tls = NULL;
}
