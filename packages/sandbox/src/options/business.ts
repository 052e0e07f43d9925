import * as v from "valibot";
import { mustBe, plainObject } from "./schema.ts";

/** Who sent a request, according to its access token. */
export interface Caller {
  /** The account that the token was issued for. */
  readonly account: string;
  /** The `jti` of the token. */
  readonly tokenId: string;
}

/**
 * Responds to requests under `/business/` that have a valid access token. The request has no
 * `Authorization` header. Returns `undefined` to leave the request to the sandbox's own routes.
 */
export type BusinessHandler = (
  request: Request,
  caller: Caller,
) => Response | undefined | Promise<Response | undefined>;

/** Responds to the requests of one route. `params` contains the parameters of its path. */
export type RouteHandler = (
  request: Request,
  context: Caller & { readonly params: Readonly<Record<string, string>> },
) => Response | undefined | Promise<Response | undefined>;

/** Route handlers by method and path, such as `"GET /business/payouts/:id"`. */
export type BusinessRoutes = Readonly<Record<string, RouteHandler>>;

const routesSchema = v.record(
  v.pipe(
    v.string(),
    v.regex(
      /^[A-Z]+ \/business\/(?!auth$)\S+$/,
      'must be a method and a path under /business/, such as "GET /business/payouts/:id"',
    ),
  ),
  v.custom<RouteHandler>(isFunction, mustBe("a function")),
);
const handlerSchema = v.custom<BusinessHandler>(
  isFunction,
  mustBe("a function, or an object of route handlers"),
);

/** Validates a {@link BusinessHandler} or {@link BusinessRoutes}. */
export const businessSchema: v.GenericSchema<unknown, BusinessHandler | BusinessRoutes> = v.lazy((input) =>
  v.is(plainObject, input) ? routesSchema : handlerSchema,
);

function isFunction(input: unknown): boolean {
  return typeof input === "function";
}
