import { type Context, Hono } from "hono";
import { errorResponse, methodNotAllowed, undocumented } from "../http/error-response.ts";
import { paths } from "../http/paths.ts";
import type { BusinessHandler, BusinessRoutes, Caller } from "../options/business.ts";
import type { Settings } from "../options/settings.ts";
import type { Accounts } from "../state/accounts.ts";
import type { Call } from "../state/journal.ts";
import type { Secrets } from "../state/secrets.ts";
import type { Tokens } from "../state/tokens.ts";
import { echoRequest } from "./echo-request.ts";
import { exchangeToken } from "./exchange-token.ts";
import { getBalance } from "./get-balance.ts";
import { routeBusiness } from "./route-business.ts";
import { runBusiness } from "./run-business.ts";

type Environment = { Bindings: { call: Call } };

/**
 * Creates the router of the API, without bearer checks, faults, and journal.
 *
 * A request with a `caller` goes to `business` first. Matches raw paths without decoding them:
 * `/business/%61uth` isn't `/business/auth`.
 */
export function createApiRouter(parts: {
  accounts: Accounts;
  tokens: Tokens;
  settings: () => Settings;
  secrets: Secrets;
  business: BusinessHandler | BusinessRoutes | undefined;
}): (request: Request, call: Call, caller: Caller | undefined) => Promise<Response> {
  const api = new Hono<Environment>({ getPath: (request) => new URL(request.url).pathname });
  const rejectMethod =
    (allow: string) =>
    ({ env }: Context<Environment>) => {
      env.call.note({ outcome: "wrong method", reason: `the method must be ${allow}` });
      return methodNotAllowed(allow);
    };

  api.post(paths.exchange, ({ req, env }) =>
    exchangeToken(req.raw, env.call, { ...parts, settings: parts.settings() }),
  );
  api.all(paths.exchange, rejectMethod("POST"));
  api.get(paths.balance, ({ req, env }) => getBalance(new URL(req.url), env.call));
  api.all(paths.balance, rejectMethod("GET, HEAD"));
  api.on(["POST", "PUT", "PATCH", "DELETE"], paths.echo, ({ req, env }) => echoRequest(req.raw, env.call));
  api.all(paths.echo, rejectMethod("POST, PUT, PATCH, DELETE"));
  api.notFound(({ env }) => {
    env.call.note({ outcome: "unknown route", reason: "the sandbox has no route with this path" });
    const error =
      "unknown route: the sandbox has POST /business/auth, GET /business/balance, and the routes that you add";
    return errorResponse(404, error, undocumented);
  });
  api.onError((_, { env }) => {
    env.call.note({ outcome: "sandbox error", reason: "the sandbox failed: please report this request" });
    const error = "internal error of the sandbox: please report the request that caused it";
    return errorResponse(500, error, undocumented);
  });

  const { business, secrets } = parts;
  const handler = typeof business === "object" ? routeBusiness(business) : business;
  return async (request, call, caller) => {
    const own = caller && handler && (await runBusiness(handler, request, call, { caller, secrets }));
    return own ?? (await api.fetch(request, { call }));
  };
}
