"use client";

import { Modal } from "@heroui/react";
import { Kbd } from "#components/ui/kbd.tsx";
import { places } from "./navigation.ts";

const general = [
  { keys: ["Ctrl", "K"], text: "Find pages, accounts and actions" },
  { keys: ["/"], text: "Filter this page" },
  { keys: ["Esc"], text: "Empty the filter, close what is open" },
  { keys: ["?"], text: "Show these keys" },
] as const;

export function KeysDialog({ isOpen, onOpenChange }: { isOpen: boolean; onOpenChange: (isOpen: boolean) => void }) {
  const rows = [...general, ...places.map(({ key, title }) => ({ keys: ["g", key], text: `Go to ${title}` }))];
  return (
    <Modal.Backdrop isOpen={isOpen} onOpenChange={onOpenChange}>
      <Modal.Container>
        <Modal.Dialog>
          <Modal.CloseTrigger />
          <Modal.Header>
            <Modal.Heading>Keys</Modal.Heading>
          </Modal.Header>
          <Modal.Body>
            <dl className="flex flex-col">
              {rows.map(({ keys, text }) => (
                <div
                  key={text}
                  className="flex items-center justify-between border-b border-separator py-1.5 last:border-b-0"
                >
                  <dt className="text-foreground">{text}</dt>
                  <dd className="flex gap-1">
                    {keys.map((key) => (
                      <Kbd key={key}>{key}</Kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </Modal.Body>
        </Modal.Dialog>
      </Modal.Container>
    </Modal.Backdrop>
  );
}
