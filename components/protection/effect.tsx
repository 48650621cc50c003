"use client";

import type { FormAction } from "#components/ui/action-result.ts";
import { countOf, formatCount } from "#components/ui/count.tsx";
import { Preview } from "#components/ui/preview.tsx";
import { type BlockEffect, spokenNetwork, type ThrottleEffect } from "#server/protection/schema.ts";

/** In the form of waiting: what it would have meant yesterday. */
export function ThrottlePreview({ preview }: { preview: FormAction<ThrottleEffect> }) {
  return <Preview action={preview}>{(effect) => <Said text={effect && throttleText(effect)} />}</Preview>;
}

/** The same in the form of keeping out. */
export function BlockPreview({ preview }: { preview: FormAction<BlockEffect> }) {
  return <Preview action={preview}>{(effect) => <Said text={effect && blockText(effect)} />}</Preview>;
}

function Said({ text }: { text: string | null }) {
  // Room for two lines: the button below stays where it is.
  return <p className="min-h-10 text-muted">{text ?? "Looking what this would have meant in the last day …"}</p>;
}

export function throttleText({ waiting, waitingNow, known, networks, networksNow }: ThrottleEffect): string {
  if (waiting + waitingNow + networks + networksNow === 0) {
    return "In the last day nobody would have had to wait: nobody guessed as often, at one account or at all of them.";
  }
  const spared =
    known === 0 ? "" : `; ${formatCount(known)} of them from where somebody signs in rightly, a minute at most`;
  return [
    `In the last day ${countOf(waiting, "guesser")} would have had to wait (by account, network and hour)${spared}.`,
    comparison(waiting, waitingNow),
    networks + networksNow > 0 &&
      `${countOf(networks, "network")} would have had to wait for all they tried together. ${comparison(networks, networksNow)}`,
  ]
    .filter(Boolean)
    .join(" ");
}

export function blockText({ networks, networksNow, spared, examples }: BlockEffect): string {
  const few =
    spared === 0 ? "" : ` ${countOf(spared, "network")} more would be spared: somebody signed in rightly there.`;
  if (networks === 0 && networksNow === 0) return `In the last day no network would have been kept out.${few}`;
  const named = examples.map(({ network, refused }) => `${spokenNetwork(network)} (${formatCount(refused)} refused)`);
  const most = named.length === 0 ? "" : `, most of all ${named.join(", ")}`;
  return `In the last day ${countOf(networks, "network")} would have been kept out${most}. ${comparison(networks, networksNow)}${few}`;
}

function comparison(asked: number, inForce: number): string {
  return asked === inForce ? "As many as with what is in force." : `With what is in force: ${formatCount(inForce)}.`;
}
