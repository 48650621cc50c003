import type { Actor } from "../audit/append-audit.ts";
import { checkCertificate } from "../certificate/check-certificate.ts";
import { installCertificate } from "../certificate/install-certificate.ts";
import { readMaterial } from "../certificate/material.ts";
import { logger } from "../log.ts";
import type { Store } from "../store.ts";
import { AcmeRefusal } from "./client.ts";
import { obtain, type Wanted } from "./obtain.ts";
import type { AcmeStep, AcmeTrouble } from "./schema.ts";
import { troubleOf } from "./trouble.ts";

const minuteMs = 60_000;
/** After the first, second … failure; then the last again and again. */
const backOffMinutes = [5, 15, 60, 4 * 60, 12 * 60, 24 * 60];
/** An attempt that its daemon did not live to end is taken up after this long. */
const abandonedMs = 60 * minuteMs;
const mostSteps = 60;
const actor: Actor = { kind: "daemon", name: "ACME", remoteAddress: null };
const log = logger("acme");

/** Makes one attempt for each automatic certificate that is due, one after the other. By the daemon, on any node. */
export async function attemptDue(store: Store): Promise<void> {
  const now = store.clock.now();
  const due = await store.db.automaticCertificate.findMany({
    where: { isEnabled: true, nextAt: { lte: now } },
    orderBy: { nextAt: "asc" },
    select: { id: true },
  });
  for (const { id } of due) await attempt(store, id);
}

/** False where another node is at it, or it is not due any more. */
async function attempt(store: Store, id: number): Promise<boolean> {
  const startedAt = store.clock.now();
  const abandonedAt = new Date(startedAt.getTime() - abandonedMs);
  // The claim: whoever moves nextAt makes the attempt.
  const { count } = await store.db.automaticCertificate.updateMany({
    where: {
      id,
      isEnabled: true,
      nextAt: { lte: startedAt },
      OR: [{ state: { not: "running" } }, { startedAt: { lt: abandonedAt } }],
    },
    data: { state: "running", startedAt, nextAt: new Date(startedAt.getTime() + abandonedMs) },
  });
  if (count === 0) return false;
  const row = await store.db.automaticCertificate.findUniqueOrThrow({ where: { id } });
  const wanted = { ...row, names: row.names.split(",") } as unknown as Wanted;
  const steps: AcmeStep[] = [];
  const say = (text: string) => {
    if (steps.length < mostSteps) steps.push({ at: store.clock.now().toISOString(), text });
  };
  try {
    const isTrial = row.trialUrl !== "" && row.triedAt === null;
    if (isTrial) {
      say(`Trying against ${row.trialUrl} first.`);
      await obtain(store, { ...wanted, directoryUrl: row.trialUrl }, say);
      say("The trial succeeded.");
      await store.db.automaticCertificate.update({
        where: { id },
        data: { triedAt: store.clock.now() },
        select: { id: true },
      });
    }
    say(`Asking ${wanted.directoryUrl}.`);
    const { chainPem, keyPem } = await obtain(store, wanted, say);
    const now = store.clock.now();
    const material = readMaterial({ chain: chainPem, secretKey: keyPem, keyPassword: "" });
    const checked = checkCertificate(material, { now, isAuthorityChosen: true });
    await store.db.$transaction(async (tx) => {
      const before =
        row.certificateId &&
        (await tx.certificate.findUnique({ where: { id: row.certificateId }, select: { id: true } }));
      // In the place of our own: nobody is shown a self-signed one who could be shown this.
      const own = await tx.certificate.findFirst({
        where: { isDefault: true, kind: "self-signed" },
        select: { id: true },
      });
      const installed = await installCertificate(
        tx,
        store.sealer,
        checked,
        { kind: "automatic", replacesId: before ? before.id : undefined, isDefault: own !== null },
        actor,
        now,
      );
      say(`Installed. It ends ${checked.notAfterAt.toISOString().slice(0, 10)}.`);
      await tx.automaticCertificate.update({
        where: { id },
        data: {
          certificateId: installed.id,
          state: "done",
          finishedAt: now,
          nextAt: renewalOf(checked.notBeforeAt, checked.notAfterAt),
          failureCount: 0,
          problem: null,
          steps: JSON.stringify(steps),
        },
        select: { id: true },
      });
    });
    log.info(
      { event: "acme-done", names: row.names.split(","), notAfterAt: checked.notAfterAt },
      "a certificate was fetched",
    );
  } catch (error) {
    const problem = troubleOf(error, wanted.challenge);
    say(`${problem.what} ${problem.why}`);
    if (error instanceof AcmeRefusal && error.problem.type.endsWith(":accountDoesNotExist")) {
      await store.db.acmeAccount.deleteMany({ where: { directoryUrl: { in: [row.directoryUrl, row.trialUrl] } } });
    }
    await failed(store, { id, failureCount: row.failureCount + 1, problem, steps, error });
    const { what, why } = problem;
    log.warn(
      { event: "acme-failed", names: row.names.split(","), what, why, err: error },
      "a certificate could not be fetched",
    );
  }
  return true;
}

/** A third of its life before the end, as authorities ask for. */
export function renewalOf(notBeforeAt: Date, notAfterAt: Date): Date {
  const lifeMs = notAfterAt.getTime() - notBeforeAt.getTime();
  return new Date(notAfterAt.getTime() - lifeMs / 3);
}

interface Failure {
  readonly id: number;
  readonly failureCount: number;
  readonly problem: AcmeTrouble;
  readonly steps: readonly AcmeStep[];
  readonly error: unknown;
}

async function failed(store: Store, { id, failureCount, problem, steps, error }: Failure): Promise<void> {
  const now = store.clock.now();
  const pauseMs = (backOffMinutes[Math.min(failureCount, backOffMinutes.length) - 1] ?? 5) * minuteMs;
  const askedMs = error instanceof AcmeRefusal ? (error.retryAfterSeconds ?? 0) * 1_000 : 0;
  await store.db.automaticCertificate.updateMany({
    where: { id },
    data: {
      state: "failed",
      finishedAt: now,
      failureCount,
      nextAt: new Date(now.getTime() + Math.max(pauseMs, askedMs)),
      problem: JSON.stringify(problem),
      steps: JSON.stringify(steps),
    },
  });
}
