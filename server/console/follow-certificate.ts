import type { Server } from "node:https";
import { readServedCertificate } from "../certificate/read.ts";
import { readControl } from "../control/read-control.ts";
import type { Store } from "../store.ts";

const intervalMs = 500;

/** Serves the default certificate, and a new one within half a second of its being chosen. Open connections stay as they are. */
export async function followCertificate(store: Store, server: Server): Promise<{ stop(): void }> {
  let generation = -1;
  let fingerprint = "";

  async function look(): Promise<void> {
    const control = await readControl(store.db);
    if (control.generation === generation) return;
    const certificate = await readServedCertificate(store);
    if (certificate !== null && certificate.fingerprint !== fingerprint) {
      server.setSecureContext({ cert: certificate.chainPem, key: certificate.keyPem, minVersion: "TLSv1.2" });
      fingerprint = certificate.fingerprint;
    }
    generation = control.generation;
  }

  await look();
  let isTold = false;
  let timer = setTimeout(again, intervalMs);
  async function again(): Promise<void> {
    try {
      await look();
      isTold = false;
    } catch (error) {
      if (!isTold) console.error(`The console cannot look for a new certificate: ${(error as Error).message}`);
      isTold = true;
    }
    timer = setTimeout(again, intervalMs);
  }
  return { stop: () => clearTimeout(timer) };
}
