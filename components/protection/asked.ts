import type { AskedSetting } from "#components/setting/group-form.tsx";

/** How the settings of sign-in protection are asked for. */
export const askedThrottle: readonly AskedSetting[] = [
  {
    name: "throttlesGuesses",
    label: "Make guessers wait",
    description: "By network and account together: whoever guesses elsewhere never makes the owner wait.",
  },
  { name: "freeGuesses", label: "Free wrong passwords for one account", unit: "wrong" },
  {
    name: "freeGuessesPerNetwork",
    label: "Free wrong passwords for all accounts",
    unit: "wrong",
    description: "From one network. Who signs in rightly from there does not wait for the others.",
  },
  {
    name: "guessDelaySeconds",
    label: "First wait",
    unit: "seconds",
    description: "Twice as long with each further one.",
  },
  { name: "longestGuessDelayMinutes", label: "Longest wait", unit: "minutes" },
  {
    name: "guessForgottenMinutes",
    label: "One is forgotten after",
    unit: "minutes",
    description: "A right password forgets all of them.",
  },
  {
    name: "knownNetworkDays",
    label: "A network is known for",
    unit: "days",
    description:
      "From where somebody signed in rightly: five times as many are free there, and nobody waits more than a minute.",
  },
];

export const askedBlock: readonly AskedSetting[] = [
  {
    name: "blocksGuessers",
    label: "Keep guessers out",
    description:
      "Refused as they connect, before TLS. Never a network from where somebody signed in rightly, nor this machine.",
  },
  {
    name: "blockAfterRefusals",
    label: "After refused sign-ins",
    unit: "refused",
    description: "Those that had to wait count too.",
  },
  { name: "blockWithinMinutes", label: "Counted within", unit: "minutes" },
  { name: "blockMinutes", label: "First block", unit: "minutes", description: "Twice as long with each further one." },
  { name: "longestBlockDays", label: "Longest block", unit: "days" },
  {
    name: "guesserIpv4Bits",
    label: "Network of an IPv4 guesser",
    unit: "bits",
    description: "32 is the address alone; 24 takes its 255 neighbours with it.",
  },
  {
    name: "guesserIpv6Bits",
    label: "Network of an IPv6 guesser",
    unit: "bits",
    description: "64 is what one line usually has.",
  },
];
