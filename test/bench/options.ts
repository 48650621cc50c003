import { parseArgs } from "node:util";

export interface BenchOptions {
  /** Null: all of the table. */
  readonly rows: readonly string[] | null;
  readonly isGrowth: boolean;
  readonly isQuick: boolean;
  readonly rounds: number;
  readonly seconds: number;
  /** In place of what each row wants. */
  readonly workers: number | null;
  readonly only: "popdesk" | "dovecot" | null;
  readonly bodyStore: "segments" | "files";
  readonly databaseUrl: string | null;
  /** Where data lies while it is measured; on a disk, not in memory. */
  readonly directory: string | null;
  readonly jsonFile: string | null;
  /** Reports of `--json` to make a table of, instead of measuring. */
  readonly reports: readonly string[] | null;
  /** Processes of Dovecot's pop3 service that are kept from the start. */
  readonly dovecotProcesses: number;
  readonly isProfiled: boolean;
  readonly isInstalling: boolean;
  readonly isList: boolean;
}

export const usage = `npm run bench -- [options]

  --rows sign-in,lmtp   these rows alone (--list names them)
  --growth              the growth tables instead
  --quick               one short round of everything, less mail: a look, not a measurement
  --rounds 5            rounds of each row, of which medians are taken
  --seconds 4           how long each timed load lasts
  --workers 2           processes of Popdesk, in every row
  --only popdesk        without Dovecot (or only "dovecot")
  --body-store files    instead of segments
  --dovecot-processes 4 that serve POP3, kept from the start
  --url postgresql://…  an empty database instead of SQLite
  --directory /path     where the data lies meanwhile; a disk, not memory
  --json FILE           everything measured, for a program
  --table A,B,C         a Markdown table of such files, instead of measuring
  --profile             Popdesk alone, with the functions its workers spend their time in
  --install             installs Dovecot and what the generator is compiled with (Debian, root)
`;

/** Throws with a sentence where the arguments make no sense. */
export function readOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rows: { type: "string" },
      growth: { type: "boolean", default: false },
      quick: { type: "boolean", default: false },
      rounds: { type: "string" },
      seconds: { type: "string" },
      workers: { type: "string" },
      only: { type: "string" },
      "body-store": { type: "string", default: "segments" },
      url: { type: "string" },
      directory: { type: "string" },
      json: { type: "string" },
      table: { type: "string" },
      "dovecot-processes": { type: "string" },
      profile: { type: "boolean", default: false },
      install: { type: "boolean", default: false },
      list: { type: "boolean", default: false },
    },
  });
  const { quick: isQuick, profile: isProfiled } = values;
  return {
    rows: values.rows?.split(",") ?? null,
    isGrowth: values.growth,
    isQuick,
    rounds: whole("--rounds", values.rounds) ?? (isQuick || isProfiled ? 1 : 5),
    seconds: whole("--seconds", values.seconds) ?? (isQuick ? 2 : 4),
    workers: whole("--workers", values.workers),
    only: isProfiled ? "popdesk" : oneOf("--only", values.only, ["popdesk", "dovecot"] as const),
    bodyStore: oneOf("--body-store", values["body-store"], ["segments", "files"] as const) ?? "segments",
    databaseUrl: values.url ?? null,
    directory: values.directory ?? null,
    jsonFile: values.json ?? null,
    reports: values.table?.split(",") ?? null,
    dovecotProcesses: whole("--dovecot-processes", values["dovecot-processes"]) ?? 4,
    isProfiled,
    isInstalling: values.install,
    isList: values.list,
  };
}

function whole(name: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new Error(`${name} ${text}: a whole number from 1 to 9999 is wanted.`);
  return Number(text);
}

function oneOf<Choice extends string>(
  name: string,
  text: string | undefined,
  choices: readonly Choice[],
): Choice | null {
  if (text === undefined) return null;
  const choice = choices.find((one) => one === text);
  if (choice === undefined) throw new Error(`${name} ${text}: one of ${choices.join(", ")} is wanted.`);
  return choice;
}
