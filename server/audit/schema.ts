/** Who changed something last, as pages show it. */
export interface LastChange {
  /** Of the audit entry. */
  readonly number: number;
  readonly at: Date;
  /** "administrator", "command-line", "set-up", "daemon". */
  readonly actorKind: string;
  readonly actorName: string;
  readonly action: string;
}
