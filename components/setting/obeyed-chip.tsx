import { StatusChip } from "#components/ui/status-chip.tsx";

export interface ObeyedChipProps {
  isAlive: boolean;
  /** The daemon has seen the newest wish. */
  isCurrent: boolean;
}

/** Whether what the page says is what the daemon does. */
export function ObeyedChip({ isAlive, isCurrent }: ObeyedChipProps) {
  if (!isAlive) return <StatusChip tone="neutral">daemon is away</StatusChip>;
  if (!isCurrent) return <StatusChip tone="info">requested</StatusChip>;
  return <StatusChip tone="good">in force</StatusChip>;
}
