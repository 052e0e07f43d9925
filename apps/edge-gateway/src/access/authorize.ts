import { Problem } from "../http/problem.ts";
import type { Target } from "../http/request-target.ts";
import type { Caller, Route } from "./policy.ts";

/**
 * Says by which of its routes a caller may send this request.
 *
 * The most specific template that the path fits decides alone: method and query are judged by its routes, and a broader
 * route lifts none of their restrictions. A path that differs from that template in letter case is none of the policy's.
 * The token endpoint, `/business/auth`, is beyond every policy, in any letter case and with anything behind it.
 */
export function authorize(method: string, { path, segments, search }: Target, caller: Caller): Route {
  if (segments[0] !== "business" || segments[1]?.toLowerCase() === "auth") throw routeUnknown();
  const decisive = caller.routes.find(({ anyCase }) => anyCase.test(path));
  const fitting = caller.routes.filter(({ shape, exact }) => shape === decisive?.shape && exact.test(path));
  const route = fitting.find(({ methods }) => methods.some((allowed) => allowed === method));
  if (route === undefined || !mayUse(method, caller)) throw otherMethod(fitting, caller);
  permitQuery(search, route.query);
  return route;
}

/** The 404 for what is no route of the gateway at all. */
export function routeUnknown(): Problem {
  return new Problem(
    "route_unknown",
    "WakaPay's routes are under /business/, except /business/auth; the gateway's own is /healthz.",
  );
}

function otherMethod(fitting: readonly Route[], caller: Caller): Problem {
  const allowed = new Set(fitting.flatMap(({ methods }) => methods).filter((name) => mayUse(name, caller)));
  if (allowed.size === 0) {
    return new Problem(
      "route_forbidden",
      "The policy of this caller has no such route; ask the gateway's operator for it.",
    );
  }
  const allow = [...allowed].sort().join(", ");
  return new Problem("method_refused", `Use one of: ${allow}.`, { headers: { allow } });
}

function mayUse(method: string, { readOnly }: Caller): boolean {
  return !readOnly || method === "GET" || method === "HEAD";
}

/** On a route that names its parameters: no other, none twice, and those with a list of values present and in the list. */
function permitQuery(search: string, named: Route["query"]): void {
  if (named === undefined) return;
  const sent = new Map<string, string>();
  for (const pair of search === "" ? [] : search.slice(1).split("&")) {
    const [name = ""] = pair.split("=", 1);
    if (!Object.hasOwn(named, name) || sent.has(name)) {
      throw new Problem(
        "query_refused",
        `This route takes, each at most once: ${Object.keys(named).join(", ")}.`,
      );
    }
    sent.set(name, pair.slice(name.length + 1));
  }
  for (const [name, values] of Object.entries(named)) {
    if (values.some((value) => value === "*" || value === sent.get(name))) continue;
    throw new Problem("route_forbidden", `This caller sends ${name} with one of: ${values.join(", ")}.`);
  }
}
