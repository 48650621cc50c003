import { Notice } from "#components/ui/notice.tsx";

/** What saving would do, in sentences; the first is the effect itself. */
export interface ShownEffect {
  readonly sentences: readonly string[];
  readonly isSame: boolean;
  /** Somebody may be kept out, or something may be overheard. */
  readonly isRisky: boolean;
}

/** Null: it is asked for. */
export function SourceEffect({ effect }: { effect: ShownEffect | null }) {
  if (effect === null) return <p className="text-muted">Looking what this would change …</p>;
  const [first = "", ...others] = effect.sentences;
  if (effect.isSame) return <p className="text-muted">{first}</p>;
  return (
    <Notice tone={effect.isRisky ? "warning" : "info"} title={first}>
      {others.length > 0 && others.map((sentence) => <p key={sentence}>{sentence}</p>)}
    </Notice>
  );
}
