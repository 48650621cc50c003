"use client";

import { Toast, toast } from "@heroui/react";
import type { Tone } from "./status-chip.tsx";

/** Once per layout; away from where its pages have their buttons. */
export function Toasts({ placement = "bottom end" }: { placement?: "bottom end" | "top" }) {
  return <Toast.Provider placement={placement} />;
}

/** A passing word about something that was just done; a refusal stays longer. */
export function showToast(
  tone: Extract<Tone, "good" | "warning" | "danger" | "info">,
  title: string,
  description?: string,
) {
  const show = { good: toast.success, warning: toast.warning, danger: toast.danger, info: toast.info }[tone];
  show(title, { description, timeout: tone === "danger" ? 10_000 : 4_000 });
}
