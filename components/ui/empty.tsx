import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

export interface EmptyProps {
  icon: LucideIcon;
  title: string;
  /** What will be here, or why nothing matches. */
  children?: ReactNode;
  /** The first step. */
  actions?: ReactNode;
}

export function Empty({ icon: Icon, title, children, actions }: EmptyProps) {
  return (
    <div className="flex flex-col items-center gap-3 px-6 py-12 text-center">
      <span className="flex size-10 items-center justify-center rounded-full bg-default text-muted">
        <Icon aria-hidden className="size-5" />
      </span>
      <div className="flex flex-col gap-1">
        <p className="font-medium">{title}</p>
        {children && <div className="max-w-md text-balance text-muted">{children}</div>}
      </div>
      {actions && <div className="flex flex-wrap justify-center gap-2 pt-1">{actions}</div>}
    </div>
  );
}
