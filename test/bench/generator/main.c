/* Plays one conversation over many connections at once, verifies every answer, and tells how many units that made in how long. */
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>

#include "options.h"
#include "player.h"

/* As many connections as the hard limit allows. */
static void raise_file_limit(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

static double cpu_seconds(void) {
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static void report(const struct result *result, double cpu) {
  const struct histogram *times = &result->times;
  printf("{\"units\":%lu,\"seconds\":%.6f,\"sessions\":%lu,\"octetsRead\":%llu,\"octetsWritten\":%llu,", result->units,
         result->seconds, result->sessions, result->octets_read, result->octets_written);
  printf("\"meanUs\":%.1f,\"p50Us\":%llu,\"p90Us\":%llu,\"p99Us\":%llu,\"maxUs\":%llu,",
         times->count == 0 ? 0 : (double)times->sum / (double)times->count,
         (unsigned long long)percentile(times, 0.5), (unsigned long long)percentile(times, 0.9),
         (unsigned long long)percentile(times, 0.99), (unsigned long long)times->largest);
  printf("\"handshakes\":%lu,\"offered\":%lu,\"resumed\":%lu,\"generatorCpuSeconds\":%.4f}\n", result->handshakes,
         result->offered, result->resumed, cpu);
}

int main(int argc, char **argv) {
  static struct options options;
  read_options(&options, argc, argv);
  signal(SIGPIPE, SIG_IGN);
  raise_file_limit();
  struct player *player = new_player(&options);
  double before = cpu_seconds();
  struct result result = play(player);
  report(&result, cpu_seconds() - before);
  return 0;
}
