import { WorkerEntrypoint } from "cloudflare:workers";
import { createGateway, type Gateway } from "./gateway.ts";

export { TokenBroker } from "./tokens/token-broker.ts";

/** The gateway of each environment object in the isolate. Contains values only, no promise. */
let cache: { readonly bindings: Env; readonly gateway: Gateway } | undefined;

function gatewayOf(bindings: Env): Gateway {
  if (cache?.bindings !== bindings) cache = { bindings, gateway: createGateway(bindings) };
  return cache.gateway;
}

/** The entrypoint for HTTP: a gateway key authenticates the caller. */
export default {
  fetch: (request, bindings) => gatewayOf(bindings)(request),
} satisfies ExportedHandler<Env>;

/**
 * The entrypoint for service bindings: the binding's props authenticate the caller.
 *
 * It ignores keys. Only Workers of the same Cloudflare account can reach it, and only their
 * configuration sets the props.
 *
 * @example
 * "services": [{
 *   "binding": "WAKAPAY", "service": "wakapay-edge-gateway-production",
 *   "entrypoint": "GatewayEntrypoint", "props": { "caller": "billing" }
 * }]
 */
export class GatewayEntrypoint extends WorkerEntrypoint<Env, { readonly caller: string }> {
  override fetch(request: Request): Promise<Response> {
    return gatewayOf(this.env)(request, this.ctx.props ?? {});
  }
}
