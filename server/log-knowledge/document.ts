import { knowledge } from "./knowledge.ts";
import { type Knowledge, topics } from "./schema.ts";

/** docs/log-knowledge.md, written from the table of explanations. */
export function knowledgeDocument(): string {
  const parts = Object.entries(topics).map(([topic, title]) => {
    const rows = knowledge.filter((row) => row.topic === topic);
    return `## ${title}\n\n${rows.map(entryText).join("\n")}`;
  });
  return `# What lines of mail logs mean

What \`popdesk logs explain\` and the console say of a line or an answer: what it means, the likely causes (the likeliest first) and what to check. This page is written from the
table server/log-knowledge. Lines are told by their event and by what the program wrote, never by what a stranger wrote into a name.

\`\`\`
popdesk logs explain "-ERR [IN-USE] this maildrop is open in another session"
popdesk logs explain /var/log/mail.log
journalctl -u dovecot -o json | popdesk logs explain -
\`\`\`

${parts.join("\n")}`;
}

function entryText({ name, title, meaning, causes, checks }: Knowledge): string {
  return `### ${title}
<a id="${name}"></a>

${meaning}

- **Causes:** ${causes.map((cause, at) => `${at + 1}. ${cause}`).join(" ")}
- **Check:** ${checks.map((check, at) => `${at + 1}. ${check}`).join(" ")}
`;
}
