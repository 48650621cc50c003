"use client";

import { Modal } from "@heroui/react";
import { FlaskConical } from "lucide-react";
import { useState, useTransition } from "react";
import { SecretOnce } from "#components/ui/secret-once.tsx";
import { type FormAction, refusalOf } from "#components/ui/action-result.ts";
import { Button, LinkButton } from "#components/ui/button.tsx";
import { callWith } from "#components/ui/call-action.ts";
import { countOf } from "#components/ui/count.tsx";
import { showToast } from "#components/ui/toasts.tsx";

interface Sample {
  accountId: number;
  address: string;
  password: string;
  messageCount: number;
}

export interface MakeSampleProps {
  create: FormAction<Sample>;
  /** Stays mounted then, without its button: it has a password to show. */
  isThere: boolean;
}

/** One click: a domain, an account and some mail, with the password shown once. */
export function MakeSample({ create, isThere }: MakeSampleProps) {
  const [sample, setSample] = useState<Sample | null>(null);
  const [isPending, start] = useTransition();
  const make = () =>
    start(async () => {
      const result = await callWith(create, {});
      if (result.data) setSample(result.data);
      else showToast("danger", refusalOf(result), result.incident);
    });
  return (
    <>
      {!isThere && (
        <Button icon={<FlaskConical aria-hidden />} isPending={isPending} onPress={make}>
          Make a sample
        </Button>
      )}
      <Modal.Backdrop isOpen={sample !== null} onOpenChange={() => setSample(null)}>
        <Modal.Container>
          <Modal.Dialog>
            <Modal.Header>
              <Modal.Heading>The sample is ready</Modal.Heading>
              {sample && (
                <p className="text-muted wrap-anywhere">
                  {sample.address} holds {countOf(sample.messageCount, "message")}. Sign in to it with a mail program.
                </p>
              )}
            </Modal.Header>
            <Modal.Body>
              {sample && (
                <div className="flex flex-col gap-4 p-0.5">
                  <SecretOnce password={sample.password} />
                  <div className="flex justify-end gap-2">
                    <LinkButton href={`/accounts/${sample.accountId}`}>Open the account</LinkButton>
                    <Button slot="close" variant="primary">
                      Done
                    </Button>
                  </div>
                </div>
              )}
            </Modal.Body>
          </Modal.Dialog>
        </Modal.Container>
      </Modal.Backdrop>
    </>
  );
}
