import { Hono } from "hono";
import type { BusinessHandler, BusinessRoutes, Caller } from "../options/business.ts";

/** The bindings of one request. Its handler sets the response. */
type Environment = { Bindings: { readonly caller: Caller; response?: Response | undefined } };

/**
 * Turns an object of route handlers into one handler, with the path syntax of Hono.
 *
 * The handler returns `undefined` if no route matches. Handlers of GET also get HEAD requests.
 */
export function routeBusiness(routes: BusinessRoutes): BusinessHandler {
  const router = new Hono<Environment>({ getPath: (request) => new URL(request.url).pathname });
  for (const [route, handle] of Object.entries(routes)) {
    const [method = "", path = ""] = route.split(" ");
    router.on(method, path, async ({ req, env, body }) => {
      env.response = await handle(req.raw, { ...env.caller, params: req.param() });
      return body(null);
    });
  }
  router.onError((error) => {
    throw error;
  });
  return async (request, caller) => {
    const bindings: Environment["Bindings"] = { caller };
    await router.fetch(request, bindings);
    return bindings.response;
  };
}
