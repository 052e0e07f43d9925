/** A program that uses every name that the package exports. It is compiled, not run. */
import {
  type AccessToken,
  type AuthorizedFetch,
  type AuthorizedFetchOptions,
  authorizedFetch,
  type Credentials,
  type CredentialsFunction,
  createTokenManager,
  type Fetch,
  type FetchImplementation,
  isTokenError,
  type Runtime,
  type StoredEntry,
  type StoreEntry,
  type StoreOperation,
  TokenError,
  type TokenErrorCode,
  type TokenErrorDetails,
  type TokenEvent,
  type TokenEventListener,
  type TokenManager,
  type TokenManagerOptions,
  type TokenRequest,
  type TokenSource,
  type TokenStore,
  type Trace,
  type TracedOperation,
  WAKAPAY_TEST_URL,
  type Wait,
} from "@wakapay/auth-core";
import {
  type AdoptingOptions,
  adopting,
  type CachedOptions,
  type CachedSource,
  type Cipher,
  type Cooldown,
  type CooldownMemory,
  type CoolingDownOptions,
  type CredentialedOptions,
  cached,
  coolingDown,
  createCipher,
  credentialed,
  type ExchangeOptions,
  exchange,
  type FleetCooldown,
  type FoundToken,
  isRejection,
  isSameToken,
  type LockRole,
  type MemoryStoreOptions,
  memoryStore,
  parseToken,
  type RecoveringOptions,
  type RetryingOptions,
  recovering,
  retrying,
  type SharedOptions,
  type SingleFlightOptions,
  type StoreTimeoutOptions,
  satisfies,
  shared,
  singleFlight,
  type TokenSlot,
  type TokenSlotOptions,
  tokenSlot,
} from "@wakapay/auth-core/layers";
import { type RedisClient, redisStore } from "@wakapay/auth-core/redis";
import {
  type FakeClock,
  fakeClock,
  findSecrets,
  type Leak,
  type StoreCheck,
  type StoreContractOptions,
  storeContract,
} from "@wakapay/auth-core/testing";

// The token manager.

const credentials: Credentials = { apiKey: "a key", apiSecret: "a secret" };
const options: TokenManagerOptions = { baseUrl: WAKAPAY_TEST_URL, ...credentials };
const manager: TokenManager = createTokenManager(options);

export async function balance(signal: AbortSignal): Promise<unknown> {
  const response: Response = await manager.fetch("/business/balance?currency=USD", {
    headers: { accept: "application/json" },
    signal,
  });
  return response.json();
}

export async function pay(body: FormData): Promise<number> {
  const url = new URL("/business/payments", WAKAPAY_TEST_URL);
  await manager.fetch(url, { method: "POST", headers: new Headers({ "idempotency-key": "1" }), body });
  const { status } = await manager.fetch(new Request(url.href, { method: "POST", body }));
  return status;
}

/** The methods need no `this`, and `fetch` fits wherever the platform's does. */
const { getToken, clearToken, fetch: authenticated } = manager;
export const platformFetch: Fetch = authenticated;
export const implementation: FetchImplementation = authenticated;
export async function again(rejected: string): Promise<string> {
  clearToken(rejected);
  return getToken();
}

// Every option.

const loadCredentials: CredentialsFunction = async () => credentials;
const wait: Wait = async (ms, signal) => void (ms > 0 && signal?.aborted);
const observed: TokenEvent[] = [];
const onEvent: TokenEventListener = (event) => void observed.push(event);
const traced: TracedOperation[] = [];
const trace: Trace = (operation, run) => {
  traced.push(operation);
  return run();
};
const client: RedisClient = { sendCommand: async ([name]: string[]) => name };
const timing = { now: () => Date.now(), random: () => Math.random(), wait };

export const everything = createTokenManager({
  baseUrl: "http://127.0.0.1:4010",
  credentials: loadCredentials,
  allowInsecureLoopback: true,
  leewayMs: 60_000,
  renewAfter: [0.5, 0.6],
  timeoutMs: 10_000,
  deadlineMs: 30_000,
  store: redisStore(client),
  storeTimeoutMs: 500,
  throwOnFailedRenewal: true,
  background: (work) => void work.catch(() => {}),
  onEvent,
  trace,
  fetch: globalThis.fetch,
  ...timing,
});

createTokenManager({ ...options, fetch: async (input, init) => fetch(input, init) });
// @ts-expect-error: the secret is missing
createTokenManager({ baseUrl: WAKAPAY_TEST_URL, apiKey: "a key" });
// @ts-expect-error: pass either the credentials or a function
createTokenManager({ ...options, credentials: loadCredentials });
// @ts-expect-error: the base URL is missing
createTokenManager(credentials);

// The layers, composed by hand.

const exchangeOptions: ExchangeOptions = { baseUrl: WAKAPAY_TEST_URL, credentials, timeoutMs: 5_000 };
const retryingOptions: RetryingOptions = { attempts: 3, deadlineMs: 20_000 };
let lastCooldown: Cooldown | undefined;
const cooldownMemory: CooldownMemory = {
  get: () => lastCooldown,
  put: (cooldown) => {
    lastCooldown = cooldown;
  },
};
const coolingDownOptions: CoolingDownOptions = {
  rejectedMs: 60_000,
  failedMs: 1_000,
  onEvent,
  memory: cooldownMemory,
};
const memory: MemoryStoreOptions = { now: timing.now };
const storeTimeout: StoreTimeoutOptions = { storeTimeoutMs: 250, ...timing };
const slotOptions: TokenSlotOptions = { ...exchangeOptions, ...storeTimeout, store: memoryStore(memory) };
const slot: TokenSlot = tokenSlot(slotOptions);
const sharedOptions: SharedOptions = { slot, leaseMs: 40_000 };
const adoptingOptions: AdoptingOptions = { slot, leewayMs: 30_000 };
const credentialedOptions: CredentialedOptions = {
  credentials: loadCredentials,
  chain: (credentials) =>
    adopting(
      coolingDown(
        shared(retrying(exchange({ ...exchangeOptions, credentials }), retryingOptions), sharedOptions),
        coolingDownOptions,
      ),
      adoptingOptions,
    ),
};
const flightOptions: SingleFlightOptions = { onEvent };
const recoveringOptions: RecoveringOptions = { maxFlightMs: 45_000, ...timing };
const cachedOptions: CachedOptions = { leewayMs: 60_000, ...timing };
const source: CachedSource = cached(
  recovering(() => singleFlight(credentialed(credentialedOptions), flightOptions), recoveringOptions),
  cachedOptions,
);
const sending: AuthorizedFetchOptions = {
  baseUrl: WAKAPAY_TEST_URL,
  mayResend: (_input, init) => init?.method !== "POST",
};
const fleetCooldown: FleetCooldown = slot.cooldown;
export const isCoolingDown = (): boolean => fleetCooldown.peek() !== undefined;
export const composed: AuthorizedFetch = authorizedFetch(source, sending);

/** A custom layer with the common options. */
export function delayed(below: TokenSource, { wait = async () => {} }: Runtime): TokenSource {
  return async (request) => {
    await wait(100, request?.signal);
    return below(request);
  };
}

/** A custom layer. */
export function logged(below: TokenSource, log: (line: string) => void): TokenSource {
  return async (request: TokenRequest = {}) => {
    const token: AccessToken = await below(request);
    log(`${token.fingerprint ?? "a token"} lives ${token.expiresAt - token.issuedAt} ms`);
    if (isSameToken(token, request.rejected)) log("The source returned the rejected token.");
    return satisfies(token, request, Date.now()) ? token : below(request);
  };
}

export function now(): string | undefined {
  source.clear("a rejected token");
  return source.peek()?.value;
}

/** A custom store. */
export function observedStore(below: TokenStore, saw: (operation: StoreOperation) => void): TokenStore {
  return {
    async read(key): Promise<StoredEntry | string | undefined> {
      return below.read(key);
    },
    async write(key, entry: StoreEntry) {
      saw("write");
      await below.write(key, entry);
    },
    lock: (key, owner, leaseMs) => below.lock(key, owner, leaseMs),
    unlock: (key, owner) => below.unlock(key, owner),
  };
}

export async function sealed(secret: string): Promise<string | undefined> {
  const { encrypt, decrypt }: Cipher = createCipher(secret, "a name");
  const found: FoundToken | undefined = await slot.read();
  const role: LockRole = "substitute";
  if (await slot.lock("this process", 1_000, role)) await slot.unlock("this process", role);
  return decrypt(found?.sealed ?? (await encrypt("a text")));
}

export const readBack = (text: string): AccessToken | undefined => parseToken(text);

// Errors and events, in exhaustive switches.

export function advice(error: unknown): string {
  if (!isTokenError(error)) return "not a TokenError";
  if (isRejection(error)) return "Correct the credentials.";
  const { code, status, retryAfterMs }: TokenError = error;
  const details: TokenErrorDetails = new TokenError(code, "a message", { status: status ?? 0 });
  return `${adviceOf(code)}, ${details.status}, again in ${retryAfterMs ?? 0} ms`;
}

function adviceOf(code: TokenErrorCode): string {
  switch (code) {
    case "invalid_options":
    case "insecure_url":
      return "Correct the program.";
    case "credentials_rejected":
    case "request_rejected":
      return "Correct the credentials.";
    case "rate_limited":
    case "unavailable":
    case "timeout":
      return "Retry later.";
    case "token_rejected":
      return "Let the call fail.";
    case "malformed_response":
    case "unexpected_response":
      return "Check the base URL.";
  }
}

export function line(event: TokenEvent): string {
  switch (event.type) {
    case "issued":
      return `${event.fingerprint} after ${event.durationMs} ms, until ${event.expiresAt}`;
    case "failed":
      return event.code;
    case "cooled_down":
      return `${event.code} for ${event.retryAfterMs} ms`;
    case "store_failed":
      return `${event.operation} after ${event.durationMs} ms`;
    default:
      return event.type;
  }
}

// Tests.

const clock: FakeClock = fakeClock();
const contract: StoreContractOptions = { store: () => memoryStore(clock), wait: clock.advance };
export const checks: readonly StoreCheck[] = storeContract(contract);
export const leaks: readonly Leak[] = findSecrets(observed, [credentials.apiSecret]);
