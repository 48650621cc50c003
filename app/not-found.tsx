import Link from "next/link";
import { Mark } from "#components/shell/brand.tsx";

export default function NotFound() {
  return (
    <main className="flex min-h-dvh flex-col items-center justify-center gap-4 p-6 text-center">
      <Mark className="size-10" />
      <h1 className="text-xl font-semibold">There is nothing at this address.</h1>
      <Link href="/overview" className="text-link underline underline-offset-4">
        Go to the console
      </Link>
    </main>
  );
}
