import { refusedBearer } from "./api/bearer.ts";
import { createApi } from "./api/router.ts";
import type { Controls } from "./control/controls.ts";
import { controlRoute } from "./control/router.ts";
import { waited } from "./faults/delay.ts";
import { readFault } from "./faults/fault.ts";
import { createFaults } from "./faults/fault-queue.ts";
import { played } from "./faults/play-fault.ts";
import { paths } from "./http/paths.ts";
import { type Credentials, readCredentials } from "./options/credentials.ts";
import { readSettings, type Settings } from "./options/settings.ts";
import { createAccounts } from "./state/accounts.ts";
import { type Call, createJournal } from "./state/journal.ts";
import { toldPath } from "./state/redact-path.ts";
import { createTokens } from "./state/tokens.ts";

/** How a sandbox is made. */
export interface SandboxOptions extends Partial<Settings> {
  /** The keys and secrets that it accepts: at least one pair, and no default. */
  readonly credentials: readonly Credentials[];
  /** Whether the HTTP control API is served under `/_sandbox/`. Default false; `serve` turns it on where it listens on loopback. */
  readonly control?: boolean;
  /** The clock: epoch ms. Default `Date.now`. */
  readonly now?: () => number;
  /** How a scripted delay passes; it is given up when `signal` aborts. Default: a timer. */
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** A running fake of the WakaPay API, and what steers it. */
export interface Sandbox extends Controls {
  /** The API. Fits wherever a `fetch` is asked for; only the path of the address matters. Redirects are returned, never followed. */
  fetch(input: string | URL | Request, init?: RequestInit): Promise<Response>;
}

/**
 * Makes a sandbox: the WakaPay API as its Authentication API documentation describes it, on any runtime with `fetch`.
 *
 * It opens no port; `serve` (from `@wakapay/sandbox/serve`) does. Throws a `TypeError` for options that are missing or impossible.
 */
export function createSandbox(options: SandboxOptions): Sandbox {
  const { control = false, now = Date.now, wait = waited, lifetimeSeconds, singleLiveToken } = options;
  const credentials = readCredentials(options.credentials);
  const initial: Settings = {
    lifetimeSeconds: 3600,
    singleLiveToken: false,
    ...readSettings({ lifetimeSeconds, singleLiveToken }),
  };
  let settings = initial;
  const accounts = createAccounts(credentials);
  const tokens = createTokens({ now });
  const faults = createFaults();
  const journal = createJournal({ now });
  const api = createApi({ accounts, tokens, settings: () => settings });

  const controls: Controls = {
    journal: journal.entries,
    exchanges: journal.exchanges,
    fault: (fault) => faults.script(readFault(fault)),
    revoke: tokens.revoke,
    rotate: (replacements) => accounts.rotate(readCredentials(replacements)),
    configure(change) {
      settings = { ...settings, ...readSettings(change) };
    },
    reset() {
      faults.reset();
      journal.reset();
      accounts.rotate(credentials);
      settings = initial;
    },
  };
  const controlled = control ? controlRoute(controls) : undefined;

  async function answered(request: Request, route: Route, call: Call): Promise<Response> {
    const refusal = route === "business" ? await refusedBearer(request, call, tokens) : undefined;
    const fault = route === undefined ? undefined : faults.take(route);
    const scripted = fault && (await played(fault, { signal: request.signal, call, wait }));
    return scripted ?? refusal ?? (await api(request, call));
  }

  return {
    ...controls,
    async fetch(input, init) {
      const request = input instanceof Request && init === undefined ? input : new Request(input, init);
      request.signal.throwIfAborted();
      const path = new URL(request.url).pathname;
      if (controlled && path.startsWith("/_sandbox/")) return controlled(request);
      const route = routeOf(request.method, path);
      const call = journal.arrived(request.method, toldPath(path, accounts.occursIn), route === "auth");
      const response = await answered(request, route, call);
      call.end(response.status);
      // Whoever left while the API was at work does not see the answer, as with any fetch.
      request.signal.throwIfAborted();
      return response;
    },
  };
}

/** What a fault can be scripted for: the exchange, or what needs a bearer token, which is all else under `/business/`. */
type Route = "auth" | "business" | undefined;

function routeOf(method: string, path: string): Route {
  if (path === paths.exchange) return method === "POST" ? "auth" : undefined;
  return path.startsWith("/business/") ? "business" : undefined;
}
