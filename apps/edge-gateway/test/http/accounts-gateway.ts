import { mintGatewayKey } from "@wakapay/edge-gateway/gateway-key";
import { type ServedSandbox, serve } from "@wakapay/sandbox/serve";
import { type ServedGateway, type ServeGatewayOptions, serveGateway } from "./serve-gateway.ts";

const NAMES = ["default", "eu", "us-2"] as const;

/** An account of the policy. Its only caller has the same name. */
export type AccountName = (typeof NAMES)[number];

/** A gateway with three WakaPay accounts, in front of a sandbox with the same accounts. */
export interface AccountsGateway {
  readonly sandbox: ServedSandbox;
  readonly gateway: ServedGateway;
  readonly variables: Readonly<Record<string, string>>;
  /** Sends GET with the key of the account's caller, who is an operator. */
  send(account: AccountName, path?: string): Promise<Response>;
  /** Reads a balance. Returns the status, and the problem's name if there is one. */
  call(account: AccountName): Promise<string>;
  /** Returns the `accounts` of `/readyz`. */
  readiness(): Promise<Readonly<Record<string, Readonly<Record<string, unknown>>>>>;
  /** Returns how many token requests of an account WakaPay received. */
  exchangesOf(account: AccountName): number;
  /** Returns the accounts that WakaPay served balances of. */
  servedAccounts(): readonly (string | undefined)[];
  close(): Promise<string>;
}

/** Options of {@link serveAccounts}. */
export interface AccountsOptions extends Pick<ServeGatewayOptions, "storage" | "main"> {
  /** Variables that differ. */
  readonly changes?: Readonly<Record<string, string>>;
  /** A running sandbox. It is not closed. */
  readonly sandbox?: ServedSandbox;
  readonly lifetimeSeconds?: number;
}

/** Returns the credentials of an account. `version` tells those of a rotation apart. */
export function credentialsOf(account: AccountName, version = "1") {
  return {
    account,
    apiKey: `key-${version}-of-${account}`,
    apiSecret: `canary-secret-${version}-of-${account}`,
  };
}

/** Returns the variables of a pair of credentials. */
export function pairOf(account: AccountName, version?: string, suffix = ""): Record<string, string> {
  const { apiKey, apiSecret } = credentialsOf(account, version);
  const infix = { default: "", eu: "EU_", "us-2": "US_2_" }[account];
  return { [`WAKAPAY_${infix}API_KEY${suffix}`]: apiKey, [`WAKAPAY_${infix}API_SECRET${suffix}`]: apiSecret };
}

/** Starts a sandbox with the credentials of every account. */
export function serveSandboxOfAccounts(lifetimeSeconds = 3_600): Promise<ServedSandbox> {
  return serve({ credentials: NAMES.map((name) => credentialsOf(name)), lifetimeSeconds });
}

/** Starts both, or the gateway in front of a running sandbox. */
export async function serveAccounts(options: AccountsOptions = {}): Promise<AccountsGateway> {
  const { changes, sandbox = await serveSandboxOfAccounts(options.lifetimeSeconds), ...worker } = options;
  const minted = await Promise.all(NAMES.map((name) => mintGatewayKey(name)));
  const keys = new Map(NAMES.map((name, index) => [name, minted[index]?.key]));
  const callers = NAMES.map((name, index) => [
    name,
    {
      keys: [minted[index]?.hash],
      ...(name !== "default" && { account: name }),
      operator: true,
      routes: [{ methods: ["GET"], path: "/business/balance" }],
    },
  ]);
  const variables = {
    GATEWAY_ENVIRONMENT: "local",
    WAKAPAY_BASE_URL: sandbox.url,
    GATEWAY_POLICY: JSON.stringify({ callers: Object.fromEntries(callers) }),
    ...Object.assign({}, ...NAMES.map((name) => pairOf(name))),
    ...changes,
  };
  const gateway = await serveGateway({ ...worker, variables });
  const send = (account: AccountName, path = "/business/balance?currency=USD") =>
    fetch(gateway.url + path, { headers: { authorization: `Bearer ${keys.get(account)}` } });
  const entriesOf = (wanted: string) => sandbox.journal().filter(({ path }) => path === wanted);
  return {
    sandbox,
    gateway,
    variables,
    send,
    async call(account) {
      const response = await send(account);
      const { type = "" } = Object(await response.json());
      return `${response.status} ${String(type).split(":").at(-1)}`.trim();
    },
    readiness: async () => Object(await (await send("default", "/readyz")).json()).accounts,
    exchangesOf: (account) => entriesOf("/business/auth").filter((entry) => entry.account === account).length,
    servedAccounts: () => entriesOf("/business/balance").map((entry) => entry.account),
    async close() {
      const printed = await gateway.close();
      if (options.sandbox === undefined) await sandbox.close();
      return printed;
    },
  };
}
