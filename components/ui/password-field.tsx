"use client";

import { Eye, EyeOff } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import { Button } from "./button.tsx";
import { classes } from "./classes.ts";
import { type Strength, strengthOf } from "./password-strength.ts";
import { TextField } from "./text-field.tsx";

export interface PasswordFieldProps {
  name: string;
  label: string;
  description?: ReactNode;
  /** "current-password" asks for one; "new-password" sets one and shows how strong it is. */
  autoComplete: "current-password" | "new-password";
  /** Words that make a password weak here: the address, the domain. */
  known?: readonly string[];
  value?: string;
  onChange?: (value: string) => void;
  isRequired?: boolean;
  /** Shown in clear from the start, as one that was just generated. */
  isShownAtFirst?: boolean;
  autoFocus?: boolean;
  error?: string;
}

/** A password that can be shown while it is typed. */
export function PasswordField(props: PasswordFieldProps) {
  const { known, value, onChange, isShownAtFirst = false, ...field } = props;
  const [isShown, setShown] = useState(isShownAtFirst);
  const [typed, setTyped] = useState("");
  const password = value ?? typed;
  return (
    <div className="flex flex-col gap-1.5">
      <TextField
        {...field}
        type={isShown ? "text" : "password"}
        value={password}
        onChange={onChange ?? setTyped}
        suffix={
          <Button
            variant="ghost"
            size="sm"
            label={isShown ? "Hide the password" : "Show the password"}
            icon={isShown ? <EyeOff aria-hidden /> : <Eye aria-hidden />}
            onPress={() => setShown(!isShown)}
          />
        }
      />
      {field.autoComplete === "new-password" && <StrengthMeter password={password} known={known ?? []} />}
    </div>
  );
}

const words = ["Guessed at once", "Weak", "Fair", "Good", "Strong"] as const;
const colours = ["bg-danger", "bg-danger", "bg-warning", "bg-success", "bg-success"] as const;

function StrengthMeter({ password, known }: { password: string; known: readonly string[] }) {
  const [strength, setStrength] = useState<Strength | null>(null);
  const knownWords = known.join(" ");
  useEffect(() => {
    let isCurrent = true;
    if (password === "") setStrength(null);
    else {
      const words = [...knownWords.split(" "), ...knownWords.split(/[\s@.]+/)].filter((word) => word.length > 2);
      void strengthOf(password, words).then((found) => {
        if (isCurrent) setStrength(found);
      });
    }
    return () => {
      isCurrent = false;
    };
  }, [password, knownWords]);
  const score = strength?.score;
  return (
    <div aria-live="polite" className="flex min-h-5 flex-col gap-1.5">
      <div aria-hidden className="flex gap-1">
        {[1, 2, 3, 4].map((step) => (
          <span
            key={step}
            className={classes(
              "h-1 grow rounded-full",
              score !== undefined && step <= Math.max(1, score) ? colours[score] : "bg-default",
            )}
          />
        ))}
      </div>
      {strength && (
        <p className="text-xs text-muted">
          {words[strength.score]}
          {strength.warning && `. ${strength.warning}`}
        </p>
      )}
    </div>
  );
}
