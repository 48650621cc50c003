"use client";

import { Printer } from "lucide-react";
import { Button } from "#components/ui/button.tsx";

export function PrintButton() {
  return (
    <span className="print:hidden">
      <Button icon={<Printer aria-hidden />} onPress={() => window.print()}>
        Print
      </Button>
    </span>
  );
}
