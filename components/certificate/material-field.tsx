"use client";

import { FileUp } from "lucide-react";
import { useRef } from "react";
import { Button } from "#components/ui/button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { binaryMark } from "#server/certificate/schema.ts";

export interface MaterialFieldProps {
  name: "chain" | "secretKey";
  label: string;
  description: string;
  placeholder: string;
  value: string;
  onChange: (value: string) => void;
  isRequired?: boolean;
}

/** A certificate or a key, pasted or read from a file in this browser; a file that is no text stands here in base64. */
export function MaterialField({ name, label, description, placeholder, value, onChange, ...rest }: MaterialFieldProps) {
  const input = useRef<HTMLInputElement>(null);
  const read = async (file: File | undefined) => {
    if (file === undefined) return;
    const octets = new Uint8Array(await file.arrayBuffer());
    const text = new TextDecoder("latin1").decode(octets);
    onChange(text.includes("-----BEGIN") ? text : binaryMark + btoa(text));
  };
  return (
    <div className="flex flex-col gap-2">
      <TextField
        {...rest}
        name={name}
        label={label}
        description={description}
        placeholder={placeholder}
        value={value}
        onChange={onChange}
        rows={4}
        autoComplete="off"
        isMonospace
      />
      <div>
        <input
          ref={input}
          type="file"
          tabIndex={-1}
          aria-hidden
          className="sr-only"
          accept=".pem,.crt,.cer,.der,.key,.p12,.pfx,.txt"
          onChange={(event) => {
            void read(event.target.files?.[0]);
            event.target.value = "";
          }}
        />
        <Button icon={<FileUp aria-hidden />} label={`${label}: choose a file`} onPress={() => input.current?.click()}>
          Choose a file
        </Button>
      </div>
    </div>
  );
}
