#include "messages.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "options.h"

enum { MOST_MESSAGES = 100000 };

void read_messages(struct messages *messages, const char *file) {
  struct stat facts;
  int fd = open(file, O_RDONLY | O_CLOEXEC);
  if (fd < 0 || fstat(fd, &facts) != 0 || facts.st_size == 0) fail("%s cannot be read", file);
  const char *octets = mmap(NULL, (size_t)facts.st_size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0);
  if (octets == MAP_FAILED) fail("%s cannot be mapped", file);
  close(fd);
  messages->all = calloc(MOST_MESSAGES, sizeof *messages->all);
  if (messages->all == NULL) fail("out of memory");
  const char *at = octets, *end = octets + facts.st_size;
  while (at < end && messages->count < MOST_MESSAGES) {
    char *after;
    size_t length = strtoul(at, &after, 10);
    if (*after != '\n' || (size_t)(end - after) <= length) fail("%s is damaged", file);
    messages->all[messages->count++] = (struct message){.octets = after + 1, .length = length};
    at = after + 1 + length;
  }
}
