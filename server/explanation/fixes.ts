import { networkList } from "../network/schema.ts";
import type { LockRow } from "../lock/schema.ts";
import type { Facts } from "./facts.ts";
import type { Fix } from "./schema.ts";

const go = (href: string, label: string): Fix => ({ kind: "go", href, label });

/** What can be done, by what is known: nothing is offered that would be refused. */
export const fixes = {
  go,
  listeners: go("/listeners", "Open listeners"),
  certificates: go("/certificates", "Open certificates"),
  protection: go("/protection", "Open sign-in protection"),
  diagnostics: go("/diagnostics", "Run diagnostics"),
  limits: go("/limits", "Open limits"),

  sessions: (search: string | null = null) =>
    go(search ? `/sessions?search=${encodeURIComponent(search)}` : "/sessions", "Open sessions"),

  endRule: ({ id, network }: Facts["rules"][number]): Fix => ({ kind: "end-rule", id, network }),
  liftBlock: ({ id, network }: Facts["blocks"][number]): Fix => ({ kind: "lift-block", id, network }),
  forgetThrottle: ({ network, address }: Facts["waits"][number]): Fix => ({
    kind: "forget-throttle",
    network,
    address,
  }),

  letIn: ({ remoteAddress }: Facts): Fix[] =>
    remoteAddress === null ? [] : [{ kind: "let-in", network: remoteAddress }],

  /** A session that lives is ended; a lock that nobody will give back is cleared. */
  free: ({ accountId, address, sessionId, staleReason }: LockRow): Fix =>
    staleReason === null ? { kind: "end-session", sessionId } : { kind: "clear-lock", accountId, address, sessionId },

  switchOn: ({ account }: Facts): Fix[] =>
    account === null || account.canSignIn
      ? []
      : [{ kind: "switch-sign-in-on", accountId: account.id, address: account.address }],

  password: ({ account }: Facts): Fix[] => {
    if (account === null) return [];
    const { id: accountId, address, hasPassword, sourceDomainId } = account;
    if (sourceDomainId !== null) {
      return [...fixes.directory({ account }), go(`/accounts/${accountId}`, "Open the account")];
    }
    return [
      { kind: "set-password", accountId, address, hasPassword },
      go(`/accounts/${accountId}`, "Open the account"),
    ];
  },

  /** One set here would sign nobody in. */
  directory: ({ account }: Pick<Facts, "account">): Fix[] => [
    go(
      account === null || account.sourceDomainId === null ? "/domains" : `/domains/${account.sourceDomainId}/passwords`,
      "Try the directory",
    ),
  ],

  ownPassword: ({ account }: Facts): Fix[] =>
    account?.onlyAppPasswords ? [{ kind: "allow-own-password", accountId: account.id, address: account.address }] : [],

  /** Only where the account's own list decides: a domain's is for more than one. */
  network: ({ account, remoteAddress }: Facts): Fix[] => {
    if (account === null || remoteAddress === null || account.allowedNetworks === "") return [];
    const longer = networkList().safeParse(`${account.allowedNetworks},${remoteAddress}`);
    if (!longer.success || longer.data === account.allowedNetworks) return [];
    const { id: accountId, address } = account;
    return [{ kind: "allow-network", accountId, address, remoteAddress, allowedNetworks: longer.data }];
  },

  access: ({ account }: Facts, label: string): Fix[] =>
    account === null ? [] : [go(`/accounts/${account.id}/access`, label)],

  history: ({ account }: Facts): Fix[] =>
    account === null ? [] : [go(`/accounts/${account.id}/access`, "See its sign-ins")],

  setUp: ({ account }: Facts): Fix[] =>
    account === null ? [] : [go(`/accounts/${account.id}/set-up`, "Show what to type in the mail program")],

  spare: ({ account, remoteAddress }: Facts): Fix[] => [
    ...(remoteAddress === null ? [] : [{ kind: "spare-network", network: remoteAddress } as const]),
    ...(account === null ? [] : [{ kind: "spare-account", address: account.address } as const]),
  ],
};
