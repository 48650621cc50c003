import { readWatchedMaildirs } from "../../watched-maildir/read.ts";
import { atMost, condition } from "./condition.ts";

export const watchedMaildir = condition({
  title: "Watched Maildir fails",
  description: "Mail that another program delivers into a watched Maildir cannot be taken in.",
  thresholds: {},
  usual: { isEnabled: true, isUrgent: false, forSeconds: 120, resolveSeconds: 60 },
  everySeconds: 60,
  async look(store) {
    const failing = (await readWatchedMaildirs(store)).filter(
      ({ isEnabled, errorText }) => isEnabled && errorText !== null,
    );
    const found = failing.map(({ id, path, account, errorText }) => ({
      subject: `maildir ${id}`,
      severity: "warning" as const,
      text: `Mail for ${account} in ${path} cannot be taken in: ${errorText}`,
      href: "/diagnostics",
    }));
    const more = (count: number) => ({
      severity: "warning" as const,
      text: `${count} more watched Maildirs fail: see popdesk maildir list.`,
      href: "/diagnostics",
    });
    return { found: atMost(found, more) };
  },
});
