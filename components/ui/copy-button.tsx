"use client";

import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { Button, type ButtonVariant } from "./button.tsx";
import { showToast } from "./toasts.tsx";

export interface CopyButtonProps {
  text: string;
  /** What is copied, for screen readers: "Copy the server name". */
  label: string;
  /** Shown beside the icon; without it there is the icon alone. */
  children?: string;
  variant?: ButtonVariant;
}

export function CopyButton({ text, label, children, variant = "ghost" }: CopyButtonProps) {
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setCopied(false), 1_500);
    return () => clearTimeout(timer);
  }, [isCopied]);
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      () => showToast("warning", "The browser did not allow copying.", "Select the text and press Ctrl+C."),
    );
  return (
    <Button
      variant={variant}
      label={isCopied ? "Copied" : label}
      icon={isCopied ? <Check aria-hidden className="text-success-soft-foreground" /> : <Copy aria-hidden />}
      onPress={copy}
    >
      {children && (isCopied ? "Copied" : children)}
    </Button>
  );
}
