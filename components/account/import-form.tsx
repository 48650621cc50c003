"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Notice } from "#components/ui/notice.tsx";

const placeholder = "address;name;password;quota\nann@example.org;Ann;river-otter-42;2 GB";

const asMiB = (octets: number) => `${Math.ceil(octets / 1024 / 1024)} MiB`;

function tooLarge(octets: number, most: number): string {
  return `This list has ${asMiB(octets)}, and the console takes up to ${asMiB(most)} at once. Cut it into several, each with the first line, or import it on the server: popdesk account import FILE.`;
}

/** A file or pasted text, sent to be read; what is said of each line stands on the next page. */
export function ImportForm({ mostOctets }: { mostOctets: number }) {
  const router = useRouter();
  const [file, setFile] = useState<File | null>(null);
  const [text, setText] = useState("");
  const [refusal, setRefusal] = useState<string | null>(null);
  const [isPending, setPending] = useState(false);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    const body = file ?? new Blob([text]);
    // A server that refuses while a browser still sends is not heard.
    if (body.size > mostOctets) return setRefusal(tooLarge(body.size, mostOctets));
    setPending(true);
    setRefusal(null);
    try {
      const name = file?.name ?? "pasted text";
      const response = await fetch(`/api/accounts/import?name=${encodeURIComponent(name)}`, {
        method: "POST",
        headers: { "content-type": "text/csv", "x-requested-with": "popdesk" },
        body,
      });
      const isJson = response.headers.get("content-type")?.includes("json");
      const answer = (isJson ? await response.json() : { message: await response.text() }) as {
        id?: number;
        message?: string;
      };
      if (answer.id !== undefined) return router.push(`/accounts/import/${answer.id}`);
      setRefusal(answer.message ?? "That was refused, without a reason.");
    } catch {
      setRefusal("The console did not answer. Nothing was changed; try again.");
    }
    setPending(false);
  };
  return (
    <form onSubmit={send} className="flex flex-col gap-4">
      {refusal && <Notice tone="danger" title={refusal} />}
      <label className="flex flex-col gap-1">
        <span className="font-medium">File</span>
        <input
          type="file"
          accept=".csv,.txt,.tsv,text/csv,text/plain"
          onChange={(event) => setFile(event.target.files?.[0] ?? null)}
          className="rounded-md border border-field-border bg-field p-1.5 file:mr-3 file:rounded-sm file:border-0 file:bg-default file:px-2 file:py-1"
        />
      </label>
      {file === null && (
        <label className="flex flex-col gap-1">
          <span className="font-medium">Or paste the lines</span>
          <textarea
            rows={8}
            value={text}
            placeholder={placeholder}
            onChange={(event) => setText(event.target.value)}
            className="rounded-md border border-field-border bg-field p-2 font-mono text-[0.8125rem] outline-none focus:ring-2 focus:ring-focus"
          />
        </label>
      )}
      <div>
        <Button type="submit" variant="primary" isPending={isPending} isDisabled={file === null && text.trim() === ""}>
          Read it
        </Button>
      </div>
    </form>
  );
}
