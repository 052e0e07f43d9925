import { Problem } from "../http/problem.ts";
import type { Target } from "../http/request-target.ts";
import type { Caller, Route } from "../policy/policy.ts";

/** A path of the API, except the token endpoint in any letter case. */
const API_PATH = /^\/business(?!\/[Aa][Uu][Tt][Hh](?:\/|$))(?:\/|$)/;
const PARAMETER = /^([^=]*)=?(.*)$/;

/**
 * Returns the route that allows this caller to send this request, or throws a `Problem`.
 *
 * The most specific template that matches the path decides: only its routes are considered, so a
 * broader route never lifts a restriction. A path that differs from that template in letter case
 * is not allowed. No policy can allow the token endpoint, `/business/auth`.
 */
export function authorize(method: string, { path, search }: Target, caller: Caller): Route {
  if (!API_PATH.test(path)) throw routeUnknown();
  const deciding = caller.routes.find(({ patternOfAnyCase }) => patternOfAnyCase.test(path));
  if (deciding === undefined) throw routeForbidden();
  const isCandidate = ({ id, pattern }: Route) => id === deciding.id && pattern.test(path);
  const route = caller.routes.find((candidate) => allows(candidate, method) && isCandidate(candidate));
  if (route === undefined || !isMethodAllowed(method, caller)) {
    const candidates = caller.routes.filter(isCandidate);
    throw candidates.length === 0 ? wrongLetterCase() : methodRefused(candidates, caller);
  }
  checkQuery(search, route.query);
  return route;
}

/** The problem of a path that is neither WakaPay's nor the gateway's. */
export function routeUnknown(): Problem {
  return new Problem(
    "route_unknown",
    "The path must start with /business/ (except /business/auth) or be /healthz or /readyz.",
  );
}

function routeForbidden(): Problem {
  return new Problem(
    "route_forbidden",
    "The caller's policy does not include this route. Ask the gateway's operator to add it.",
  );
}

function wrongLetterCase(): Problem {
  return new Problem(
    "route_forbidden",
    "The letter case of the path differs from the route in the caller's policy. Paths are case-sensitive.",
  );
}

function methodRefused(routes: readonly Route[], caller: Caller): Problem {
  const methods = routes.flatMap(({ methods }) => methods).filter((name) => isMethodAllowed(name, caller));
  if (methods.length === 0) return routeForbidden();
  const allow = [...new Set(methods)].sort().join(", ");
  return new Problem("method_refused", `The method must be one of: ${allow}.`, { headers: { allow } });
}

function allows({ methods }: Route, method: string): boolean {
  return methods.some((allowed) => allowed === method);
}

function isMethodAllowed(method: string, { readOnly }: Caller): boolean {
  return !readOnly || method === "GET" || method === "HEAD";
}

/**
 * Allows each named parameter at most once and no other; parameters with a list of values are
 * required.
 */
function checkQuery(search: string, allowed: Route["query"]): void {
  if (allowed === undefined) return;
  if (search.includes(";")) {
    throw new Problem("query_refused", "The query must not contain ; (some servers read it as a separator).");
  }
  const sent = new Map<string, string>();
  for (const pair of search === "" ? [] : search.slice(1).split("&")) {
    const [, name = "", value = ""] = PARAMETER.exec(pair) ?? [];
    if (!allowed.has(name) || sent.has(name)) {
      throw new Problem(
        "query_refused",
        `The query may contain these parameters, each at most once: ${[...allowed.keys()].join(", ")}.`,
      );
    }
    sent.set(name, value);
  }
  for (const [name, values] of allowed) {
    if (values.some((value) => value === "*" || value === sent.get(name))) continue;
    throw new Problem("query_forbidden", `Parameter ${name} must be one of: ${values.join(", ")}.`);
  }
}
