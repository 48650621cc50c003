"use client";

import { createContext, type ReactNode, use, useMemo, useState } from "react";

interface Selection {
  ids: ReadonlySet<number>;
  /** All that match the filter, beyond this page too. */
  isAll: boolean;
  toggle: (ids: readonly number[], isChosen: boolean) => void;
  chooseAll: () => void;
  clear: () => void;
}

const SelectionContext = createContext<Selection | null>(null);

export function useSelection(): Selection {
  const selection = use(SelectionContext);
  if (selection === null) throw new Error("no Selection around this");
  return selection;
}

/** Which rows of a list are chosen. Kept while one pages and sorts; give it another key for another filter. */
export function Selection({ children }: { children: ReactNode }) {
  const [ids, setIds] = useState<ReadonlySet<number>>(new Set());
  const [isAll, setAll] = useState(false);
  const value = useMemo<Selection>(
    () => ({
      ids,
      isAll,
      toggle(some, isChosen) {
        setAll(false);
        setIds((before) => {
          const after = new Set(before);
          for (const id of some) {
            if (isChosen) after.add(id);
            else after.delete(id);
          }
          return after;
        });
      },
      chooseAll: () => setAll(true),
      clear() {
        setAll(false);
        setIds(new Set());
      },
    }),
    [ids, isAll],
  );
  return <SelectionContext value={value}>{children}</SelectionContext>;
}

const look = "relative z-10 size-4 accent-(--accent) align-middle";

export function ChooseRow({ id, label }: { id: number; label: string }) {
  const { ids, isAll, toggle } = useSelection();
  return (
    <input
      type="checkbox"
      aria-label={`Choose ${label}`}
      className={look}
      checked={isAll || ids.has(id)}
      onChange={(event) => toggle([id], event.target.checked)}
    />
  );
}

export function ChoosePage({ ids: onPage }: { ids: readonly number[] }) {
  const { ids, isAll, toggle } = useSelection();
  return (
    <input
      type="checkbox"
      aria-label="Choose all on this page"
      className={look}
      checked={isAll || onPage.every((id) => ids.has(id))}
      onChange={(event) => toggle(onPage, event.target.checked)}
    />
  );
}
