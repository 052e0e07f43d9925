import { WorkerEntrypoint } from "cloudflare:workers";
import type { Bindings } from "./config/bindings.ts";
import { createPipeline, type Pipeline } from "./gateway.ts";
import type { BrokerNamespace } from "./tokens/broker-client.ts";

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
  readonly handler: { fetch(request: Request, bindings: object): Promise<Response> };
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

type GatewayBindings = Bindings<BrokerNamespace>;

/**
 * Creates a gateway. Faults of the configuration are logged with the first request, and each
 * request gets the problem `misconfigured`.
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
  /** The pipeline of the isolate's environment. Contains values only, no promise. */
  let cache: { readonly bindings: object; readonly pipeline: Pipeline } | undefined;

  function pipelineOf(bindings: GatewayBindings): Pipeline {
    if (cache?.bindings !== bindings) cache = { bindings, pipeline: createPipeline(bindings, policies) };
    return cache.pipeline;
  }

  return {
    handler: { fetch: (request, bindings) => pipelineOf(bindings)(request) },
    GatewayEntrypoint: class GatewayEntrypoint extends WorkerEntrypoint<GatewayBindings> {
      override fetch(request: Request): Promise<Response> {
        return pipelineOf(this.env)(request, this.ctx.props ?? {});
      }
    },
  };
}
