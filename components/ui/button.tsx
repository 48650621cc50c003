"use client";

import { Button as HeroButton, Spinner } from "@heroui/react";
import Link from "next/link";
import type { ReactNode } from "react";
import { useFormStatus } from "react-dom";
import { useFormState } from "./form.tsx";

export type ButtonVariant = "primary" | "secondary" | "ghost" | "danger" | "danger-soft";

const looks = {
  primary: "primary",
  secondary: "outline",
  ghost: "ghost",
  danger: "danger",
  "danger-soft": "danger-soft",
} as const;

export interface ButtonProps {
  children?: ReactNode;
  variant?: ButtonVariant;
  size?: "sm" | "md";
  icon?: ReactNode;
  /** Needed where there is an icon and no text. */
  label?: string;
  isDisabled?: boolean;
  isPending?: boolean;
  isFullWidth?: boolean;
  type?: "button" | "submit" | "reset";
  /** A form elsewhere on the page that it sends, and what it adds to it. */
  form?: string;
  name?: string;
  value?: string;
  /** "close" closes the dialog around it. */
  slot?: "close";
  onPress?: () => void;
}

export function Button({ children, variant = "secondary", size = "sm", icon, label, isPending, ...rest }: ButtonProps) {
  const { isFullWidth, ...native } = rest;
  return (
    <HeroButton
      {...native}
      variant={looks[variant]}
      size={size}
      fullWidth={isFullWidth}
      isIconOnly={children === undefined}
      aria-label={label}
      isPending={isPending}
    >
      {isPending ? <Spinner size="sm" color="current" /> : icon}
      {children}
    </HeroButton>
  );
}

/** Sends the form around it; shows that it is under way and cannot be pressed twice. */
export function SubmitButton({ variant = "primary", ...props }: ButtonProps) {
  const { pending } = useFormStatus();
  const { isPending } = useFormState();
  return <Button {...props} type="submit" variant={variant} isPending={pending || isPending} />;
}

export interface LinkButtonProps {
  href: string;
  children: ReactNode;
  variant?: ButtonVariant;
  size?: "sm" | "md";
  icon?: ReactNode;
  /** It leads to a file. */
  isDownload?: boolean;
}

/** A link that looks like a button: it goes somewhere and changes nothing. */
export function LinkButton({ href, children, variant = "secondary", size = "sm", icon, isDownload }: LinkButtonProps) {
  if (isDownload) {
    return (
      <a href={href} download className={`button button--${looks[variant]} button--${size}`}>
        {icon}
        {children}
      </a>
    );
  }
  return (
    <Link href={href} className={`button button--${looks[variant]} button--${size}`}>
      {icon}
      {children}
    </Link>
  );
}

/** The same for a file: never fetched before it is asked for, as links to pages are. */
export function DownloadButton({ href, children, variant = "secondary", size = "sm", icon }: LinkButtonProps) {
  return (
    <a href={href} download className={`button button--${looks[variant]} button--${size}`}>
      {icon}
      {children}
    </a>
  );
}
