/* Times in microseconds, kept to within 2 %. */
#ifndef HISTOGRAM_H
#define HISTOGRAM_H

#include <stdint.h>

enum { SUB_BUCKETS = 64, BUCKETS = SUB_BUCKETS * 40 };

struct histogram {
  uint64_t count, sum, largest;
  uint32_t buckets[BUCKETS];
};

void record(struct histogram *histogram, uint64_t microseconds);

/* The time that a share of all stayed below; 0.5 is the median. */
uint64_t percentile(const struct histogram *histogram, double share);

#endif
