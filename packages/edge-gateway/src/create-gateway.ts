import { env, WorkerEntrypoint } from "cloudflare:workers";
import { createPipeline } from "./gateway.ts";

/** Options of {@link createGateway}. */
export interface GatewayOptions {
  /**
   * The text of the policy of each environment, by the value of `GATEWAY_ENVIRONMENT`.
   *
   * It is text, because a bundler that parses JSON drops duplicate members without an error. Import
   * it with `{ type: "text" }`.
   */
  readonly policies: Readonly<Record<string, string>>;
}

/** The exports of a Worker that is a gateway. */
export interface Gateway {
  /** The default export. It serves HTTP: a credential of the request authenticates the caller. */
  readonly handler: { fetch(request: Request): Promise<Response> };
  /**
   * The entrypoint for service bindings: the binding's props authenticate the caller.
   *
   * It ignores credentials of the request. Only Workers of the same Cloudflare account can reach
   * it, and only their configuration sets the props.
   *
   * @example
   * "services": [{
   *   "binding": "WAKAPAY", "service": "wakapay-gateway",
   *   "entrypoint": "GatewayEntrypoint", "props": { "caller": "billing" }
   * }]
   */
  readonly GatewayEntrypoint: new (
    context: ExecutionContext,
    bindings: object,
  ) => WorkerEntrypoint<object> & { fetch(request: Request): Promise<Response> };
}

/**
 * Creates a gateway. Call it at the top level of the Worker's main module: it reads the Worker's
 * bindings and the policy there, so the first request of an isolate does not wait for that.
 *
 * Faults of the configuration are logged with each request, which gets the problem `misconfigured`.
 *
 * @example
 * import { createGateway } from "@wakapay/edge-gateway";
 * import policy from "../policy.json" with { type: "text" };
 *
 * const { handler, GatewayEntrypoint } = createGateway({ policies: { production: policy } });
 * export { TokenBroker } from "@wakapay/edge-gateway";
 * export { GatewayEntrypoint };
 * export default handler;
 */
export function createGateway({ policies }: GatewayOptions): Gateway {
  const pipeline = createPipeline(env, policies);
  return {
    handler: { fetch: (request) => pipeline(request) },
    GatewayEntrypoint: class GatewayEntrypoint extends WorkerEntrypoint<object> {
      override fetch(request: Request): Promise<Response> {
        return pipeline(request, this.ctx.props ?? {});
      }
    },
  };
}
