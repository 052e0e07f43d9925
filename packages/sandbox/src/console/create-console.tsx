import type { JSX } from "hono/jsx/jsx-runtime";
import type { Controls } from "../control/controls.ts";
import type { Guard } from "../control/guard.ts";
import { errorResponse, methodNotAllowed } from "../http/error-response.ts";
import { parseJson } from "../http/parse-json.ts";
import { readBody } from "../http/read-body.ts";
import type { AccountCredentials } from "../options/credentials.ts";
import { type ActionTargets, actionNamed } from "./actions.ts";
import { readAsset } from "./assets.ts";
import { consolePaths } from "./console-paths.ts";
import { parseFilters } from "./filters.ts";
import { createGatewayLink } from "./gateway-link.ts";
import { GatewayView } from "./gateway-view.tsx";
import { JournalView } from "./journal-view.tsx";
import { renderPage, renderSignIn } from "./layout.tsx";
import { render } from "./render.ts";
import { securityHeaders } from "./security-headers.ts";
import { SteeringView } from "./steering-view.tsx";
import { streamPage } from "./stream-page.ts";
import { Strip } from "./strip.tsx";
import { TokensView } from "./tokens-view.tsx";
import { createTryRequests } from "./try-requests.ts";
import { TryView } from "./try-view.tsx";

const MAX_BODY_BYTES = 256 * 1024;

/** What the console shows and controls. */
export interface ConsoleOptions {
  readonly sandbox: Controls & { fetch(request: Request): Promise<Response> };
  /** Decides which requests may see and control the sandbox. */
  readonly guard: Guard;
  /** The keys and secrets that the sandbox was started with, for "Try it". */
  readonly credentials: readonly AccountCredentials[];
}

/** Responds to a request for the console. Returns `undefined` for other requests. */
export type Console = (request: Request) => Promise<Response | undefined>;

/**
 * Creates the console: web pages that show and control the sandbox.
 *
 * It has the sandbox's root address, for browsers only, and `/_sandbox/console/`. A page is rendered
 * here and works without a script. The script replaces pages instead of loading them, and follows
 * their changes.
 */
export function createConsole(options: ConsoleOptions): Console {
  const { sandbox: controls, guard, credentials } = options;
  const tried = createTryRequests({ fetch: (request) => controls.fetch(request), credentials });
  const gateway = createGatewayLink({ controls });

  function view(url: URL, baseUrl: string): { title: string; main: JSX.Element } | undefined {
    const state = controls.state();
    const { now } = state.clock;
    switch (url.pathname) {
      case consolePaths.journal: {
        const filters = parseFilters(url.searchParams);
        const entries = controls.journal();
        const accounts = state.accounts.map(({ account }) => account);
        return {
          title: "Requests",
          main: <JournalView {...{ entries, accounts, filters, clock: state.clock, baseUrl }} />,
        };
      }
      case consolePaths.tokens:
        return { title: "Tokens", main: <TokensView tokens={state.tokens} now={now} baseUrl={baseUrl} /> };
      case consolePaths.steering:
        return { title: "Steering", main: <SteeringView state={state} /> };
      case consolePaths.tryIt:
        return {
          title: "Try it",
          main: <TryView {...{ tried, baseUrl, account: url.searchParams.get("account") }} />,
        };
      case consolePaths.gateway:
        return { title: "Gateway", main: <GatewayView gateway={gateway} /> };
      default:
        return undefined;
    }
  }

  function page(url: URL, notice?: { text: string; isError: boolean }): Response {
    const shown = view(url, url.origin);
    if (shown === undefined) return notFound();
    const strip = <Strip state={controls.state()} />;
    const html = renderPage({ ...shown, path: url.pathname, strip, notice }, url.origin);
    return htmlResponse(html, notice?.isError ? 400 : 200);
  }

  function events(url: URL): Response {
    const address = url.searchParams.get("page") ?? "/";
    if (!URL.canParse(address, url.origin)) return notFound();
    const shown = new URL(address, url.origin);
    if (view(shown, url.origin) === undefined) return notFound();
    return streamPage({
      render() {
        const main = view(shown, url.origin)?.main ?? "";
        return render(
          <>
            <Strip state={controls.state()} />
            {main}
          </>,
        );
      },
      subscribe(listener) {
        const ends = [controls.subscribe(listener), gateway.subscribe(listener)];
        return () => {
          for (const end of ends) end();
        };
      },
    });
  }

  async function act(request: Request, url: URL): Promise<Response> {
    const name = url.pathname.slice(consolePaths.actions.length);
    const action = actionNamed(name);
    if (action === undefined) return notFound();
    const body = await readBody(request, MAX_BODY_BYTES);
    if (body instanceof Response) return body;
    const fields = new URLSearchParams(new TextDecoder().decode(body));
    const targets: ActionTargets = { controls, tried, gateway, baseUrl: url.origin };
    try {
      await action.run(fields, targets);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      return page(new URL(action.view, url.origin), { text: error.message, isError: true });
    }
    const next = sentFrom(request, url) ?? new URL(action.view, url.origin);
    next.searchParams.set("done", name);
    return new Response(null, { status: 303, headers: { Location: `${next.pathname}${next.search}` } });
  }

  /** Returns the page that has the form, because the strip's form is on every page. */
  function sentFrom(request: Request, { origin }: URL): URL | undefined {
    const referrer = request.headers.get("referer") ?? "";
    if (!URL.canParse(referrer)) return undefined;
    const sender = new URL(referrer);
    return sender.origin === origin && view(sender, origin) !== undefined ? sender : undefined;
  }

  async function respond(request: Request, url: URL): Promise<Response | undefined> {
    const { pathname } = url;
    if (pathname === consolePaths.gatewayRequests) return receive(request, gateway.record);
    if (pathname === consolePaths.gatewayConnection) return receive(request, gateway.connect);
    if (pathname.startsWith(consolePaths.actions)) {
      return request.method === "POST" ? act(request, url) : methodNotAllowed("POST");
    }
    if (request.method !== "GET" && request.method !== "HEAD") return methodNotAllowed("GET, HEAD");
    // A HEAD request would leave a stream without a reader.
    if (pathname === consolePaths.events)
      return request.method === "GET" ? events(url) : methodNotAllowed("GET");
    const done = actionNamed(url.searchParams.get("done") ?? "")?.done;
    return page(url, done === undefined ? undefined : { text: done, isError: false });
  }

  return async (request) => {
    const url = new URL(request.url);
    if (!isConsoleRequest(request, url.pathname)) return undefined;
    const asset = await readAsset(url.pathname);
    const refused = await guard(request);
    // The script and the styles contain nothing about the sandbox, and the sign-in page needs them.
    if (asset !== undefined && (refused === undefined || refused.status === 401)) {
      return withSecurity(new Response(asset.body, { headers: { "Content-Type": asset.type } }));
    }
    if (refused?.status === 401 && isPageRequest(request)) {
      return withSecurity(htmlResponse(renderSignIn(), 401));
    }
    return withSecurity(refused ?? (await respond(request, url)) ?? notFound());
  };
}

function isConsoleRequest(request: Request, path: string): boolean {
  if (path === consolePaths.journal) return isPageRequest(request);
  return (
    path.startsWith("/_sandbox/console/") ||
    path === consolePaths.gatewayRequests ||
    path === consolePaths.gatewayConnection
  );
}

/** Returns whether a browser requests a page. The script requests pages like a browser. */
function isPageRequest({ method, headers }: Request): boolean {
  const isRead = method === "GET" || method === "HEAD";
  return isRead && (headers.get("accept") ?? "").includes("text/html");
}

async function receive(request: Request, run: (input: unknown) => void): Promise<Response> {
  if (request.method !== "POST") return methodNotAllowed("POST");
  const body = await readBody(request, MAX_BODY_BYTES);
  if (body instanceof Response) return body;
  const json = parseJson(request.headers.get("content-type"), body);
  if (json === undefined) {
    return errorResponse(400, "the request body must be JSON with Content-Type: application/json");
  }
  try {
    run(json.value);
    return Response.json({ received: true });
  } catch (error) {
    if (error instanceof TypeError) return errorResponse(400, error.message);
    throw error;
  }
}

function htmlResponse(html: string, status: number): Response {
  return new Response(html, { status, headers: { "Content-Type": "text/html; charset=utf-8" } });
}

function notFound(): Response {
  return errorResponse(404, "unknown page of the console: it starts at /");
}

function withSecurity(response: Response): Response {
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(securityHeaders)) headers.set(name, value);
  return new Response(response.body, { status: response.status, headers });
}
