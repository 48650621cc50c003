#include "histogram.h"

static unsigned bucket_of(uint64_t value) {
  if (value < SUB_BUCKETS) return (unsigned)value;
  unsigned power = 63u - (unsigned)__builtin_clzll(value);
  unsigned shift = power - 5; /* 32 to 63 remain */
  unsigned bucket = shift * (SUB_BUCKETS / 2) + (unsigned)(value >> shift);
  return bucket < BUCKETS ? bucket : BUCKETS - 1;
}

/* The largest value that falls into a bucket. */
static uint64_t top_of(unsigned bucket) {
  if (bucket < SUB_BUCKETS) return bucket;
  unsigned shift = (bucket - SUB_BUCKETS / 2) / (SUB_BUCKETS / 2);
  uint64_t rest = bucket - shift * (SUB_BUCKETS / 2);
  return ((rest + 1) << shift) - 1;
}

void record(struct histogram *histogram, uint64_t microseconds) {
  histogram->count++;
  histogram->sum += microseconds;
  if (microseconds > histogram->largest) histogram->largest = microseconds;
  histogram->buckets[bucket_of(microseconds)]++;
}

uint64_t percentile(const struct histogram *histogram, double share) {
  double wanted = share * (double)histogram->count;
  uint64_t seen = 0;
  for (unsigned bucket = 0; bucket < BUCKETS; bucket++) {
    seen += histogram->buckets[bucket];
    if (histogram->buckets[bucket] == 0 || (double)seen < wanted) continue;
    uint64_t top = top_of(bucket);
    return top < histogram->largest ? top : histogram->largest;
  }
  return histogram->largest;
}
