import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTPayload, jwtVerify, type LocalJWKSet } from "jose";
import { z } from "zod";
import type { Clock } from "../../clock.ts";
import { fetchJson } from "./fetch-json.ts";

/** Signatures by a key pair alone: what an issuer could also have signed with a shared secret, or not at all, is refused. */
const algorithms = ["RS256", "PS256", "ES256", "EdDSA", "Ed25519"];
const skewSeconds = 30;
/** After so long the keys are asked for anew, so that one taken back is not believed for ever. */
const freshMs = 60 * 60_000;
/** The least between two questions: a token with a key nobody knows costs the issuer nothing. */
const pauseMs = 30_000;

const configuration = z.object({ issuer: z.string(), jwks_uri: z.url({ protocol: /^https?$/ }) });
const keySet = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).max(100) });

/** An OIDC issuer, its keys fetched when first needed (OpenID Connect Discovery 1.0 §4, RFC 7517) and kept. */
export class Issuer {
  readonly #url: string;
  readonly #clock: Clock;
  readonly #report: (error: unknown) => void;
  #keys: { readonly set: LocalJWKSet; readonly atMs: number } | null = null;
  #askedAtMs = Number.NEGATIVE_INFINITY;
  #asking: Promise<void> | null = null;

  /** `report`: told why the issuer could not be asked. */
  constructor(url: string, clock: Clock, report: (error: unknown) => void) {
    this.#url = url;
    this.#clock = clock;
    this.#report = report;
  }

  /**
   * The claims of a token that this issuer signed, that is in force and meant for `audience`; null for any other; "away"
   * where the issuer could not be asked for its keys, and none are known.
   */
  async verify(token: string, audience: string | null): Promise<JWTPayload | "away" | null> {
    const isStale = this.#keys === null || this.#clock.monotonicMs() - this.#keys.atMs > freshMs;
    if (isStale) await this.#askForKeys();
    if (this.#keys === null) return "away";
    const first = await this.#check(token, audience, this.#keys.set);
    if (first !== "unknown-key") return first;
    await this.#askForKeys();
    const second = await this.#check(token, audience, this.#keys.set);
    return second === "unknown-key" ? null : second;
  }

  async #check(token: string, audience: string | null, keys: LocalJWKSet): Promise<JWTPayload | "unknown-key" | null> {
    try {
      const { payload } = await jwtVerify(token, keys, {
        algorithms,
        issuer: this.#url,
        audience: audience ?? undefined,
        clockTolerance: skewSeconds,
        currentDate: this.#clock.now(),
        requiredClaims: ["exp"],
      });
      return payload;
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey) return "unknown-key";
      if (error instanceof errors.JOSEError) return null;
      this.#report(error); // a key that the issuer shows and nobody can use
      return null;
    }
  }

  /** Everybody waits for one question, and nobody asks too soon after the last; what is known stays known where it fails. */
  async #askForKeys(): Promise<void> {
    if (this.#asking === null) {
      if (this.#clock.monotonicMs() - this.#askedAtMs < pauseMs) return;
      this.#askedAtMs = this.#clock.monotonicMs();
      this.#asking = this.#fetchKeys()
        .catch(this.#report)
        .finally(() => {
          this.#asking = null;
        });
    }
    await this.#asking;
  }

  async #fetchKeys(): Promise<void> {
    const { issuer, jwks_uri } = configuration.parse(await fetchJson(configurationUrl(this.#url)));
    if (issuer !== this.#url) throw new Error(`${this.#url} calls itself ${issuer}`);
    if (!jwks_uri.startsWith("https:") && new URL(jwks_uri).hostname !== new URL(this.#url).hostname) {
      throw new Error(`${this.#url} keeps its keys where anybody could alter them: ${jwks_uri}`);
    }
    const keys = keySet.parse(await fetchJson(jwks_uri)) as JSONWebKeySet;
    this.#keys = { set: createLocalJWKSet(keys), atMs: this.#clock.monotonicMs() };
  }
}

function configurationUrl(issuer: string): string {
  return `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
}
