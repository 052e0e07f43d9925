import { type Context, Hono } from "hono";
import { documentedError, invented } from "../http/error-response.ts";
import { methodNotAllowed } from "../http/method-not-allowed.ts";
import { paths } from "../http/paths.ts";
import type { Settings } from "../options/settings.ts";
import type { Accounts } from "../state/accounts.ts";
import type { Call } from "../state/journal.ts";
import type { Tokens } from "../state/tokens.ts";
import { balanceRoute } from "./balance-route.ts";
import { echoRoute } from "./echo-route.ts";
import { authRoute } from "./token-route.ts";

type Served = { Bindings: { call: Call } };

/**
 * The routes of the API, without what stands before them (bearer check, faults, journal).
 *
 * Paths are matched as they came, never decoded: `/business/%61uth` is not `/business/auth`.
 */
export function createApi(parts: {
  accounts: Accounts;
  tokens: Tokens;
  settings: () => Settings;
}): (request: Request, call: Call) => Promise<Response> {
  const api = new Hono<Served>({ getPath: (request) => new URL(request.url).pathname });
  const wrongMethod =
    (allow: string) =>
    ({ env }: Context<Served>) => {
      env.call.note({ outcome: "wrong method" });
      return methodNotAllowed(allow);
    };

  api.post(paths.exchange, ({ req, env }) =>
    authRoute(req.raw, env.call, { ...parts, settings: parts.settings() }),
  );
  api.all(paths.exchange, wrongMethod("POST"));
  api.get(paths.balance, ({ req, env }) => balanceRoute(new URL(req.url), env.call));
  api.all(paths.balance, wrongMethod("GET, HEAD"));
  api.on(["POST", "PUT", "PATCH", "DELETE"], paths.echo, ({ req, env }) => echoRoute(req.raw, env.call));
  api.all(paths.echo, wrongMethod("POST, PUT, PATCH, DELETE"));
  api.notFound(({ env }) => {
    env.call.note({ outcome: "unknown route" });
    return documentedError(
      404,
      "unknown route: the sandbox knows POST /business/auth and GET /business/balance",
      invented,
    );
  });
  api.onError((_, { env }) => {
    env.call.note({ outcome: "sandbox failed" });
    return documentedError(500, "the sandbox failed: please report what was sent", invented);
  });

  return async (request, call) => api.fetch(request, { call });
}
