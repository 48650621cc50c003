#include "script.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "options.h"

enum { MOST_STEPS = 200 };

static const struct { const char *word; enum kind kind; } words[] = {
  {"open", OPEN}, {"loop", LOOP}, {"pace", PACE}, {"begin", BEGIN},
  {"hold", HOLD}, {"unit", UNIT}, {"again", AGAIN}, {"close", CLOSE},
};

/* "1-100/16 " in front of a command; gives what follows it. */
static const char *read_range(const char *line, struct step *step) {
  unsigned from, to, depth = 1;
  int length = 0;
  if (sscanf(line, "%u-%u/%u%n", &from, &to, &depth, &length) < 3) {
    depth = 1;
    if (sscanf(line, "%u-%u%n", &from, &to, &length) < 2) return line;
  }
  if (length == 0 || line[length] != ' ' || from == 0 || to < from || depth == 0) fail("no such numbers: %s", line);
  step->from = from;
  step->to = to;
  step->depth = depth;
  return line + length + 1;
}

static void read_ask(const char *line, struct step *step) {
  step->kind = ASK;
  if (strncmp(line, "& ", 2) == 0) {
    step->is_joined = true;
    line += 2;
  }
  line = read_range(line, step);
  const char *blank = strchr(line, ' ');
  if (blank == NULL || blank - line < 3 || blank - line > 4) fail("what does this line expect: %s", line);
  memcpy(step->expected, line, 3);
  step->is_multiline = line[3] == '.';
  step->is_code = isdigit((unsigned char)line[0]) != 0;
  if (strcmp(blank + 1, "{message}") != 0) step->text = strdup(blank + 1);
}

static void read_step(const char *line, struct step *step) {
  *step = (struct step){.from = 1, .to = 1, .depth = 1};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    if (strcmp(line, words[i].word) == 0) {
      step->kind = words[i].kind;
      return;
    }
  }
  read_ask(line, step);
}

void read_script(struct script *script, const char *file) {
  FILE *stream = fopen(file, "r");
  if (stream == NULL) fail("%s cannot be opened", file);
  script->steps = calloc(MOST_STEPS + 1, sizeof *script->steps);
  if (script->steps == NULL) fail("out of memory");
  char line[1024];
  unsigned count = 0;
  while (fgets(line, sizeof line, stream) != NULL) {
    line[strcspn(line, "\r\n")] = '\0';
    if (line[0] == '\0' || line[0] == '#') continue;
    if (count == MOST_STEPS) fail("a conversation has at most %d steps", MOST_STEPS);
    struct step *step = &script->steps[count];
    read_step(line, step);
    if (step->kind == LOOP) script->loop = count;
    if (step->kind == BEGIN) script->has_begin = true;
    count++;
  }
  fclose(stream);
  script->steps[count].kind = END;
  for (unsigned i = 0; script->steps[i].kind != OPEN; i++) {
    if (script->steps[i].kind == ASK || script->steps[i].kind == END) fail("a conversation says `open` before anything else");
  }
}
