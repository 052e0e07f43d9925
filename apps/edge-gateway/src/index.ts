import { WorkerEntrypoint } from "cloudflare:workers";
import { createGateway, type Gateway } from "./gateway.ts";

export { TokenBroker } from "./tokens/token-broker.ts";

/** One gateway for each environment object of the isolate: values only, no promise. */
let assembled: { readonly bindings: Env; readonly gateway: Gateway } | undefined;

function gatewayOf(bindings: Env): Gateway {
  if (assembled?.bindings !== bindings) assembled = { bindings, gateway: createGateway(bindings) };
  return assembled.gateway;
}

/** The Worker's entry over HTTP: a gateway key says who calls. */
export default {
  fetch: (request, bindings) => gatewayOf(bindings)(request),
} satisfies ExportedHandler<Env>;

/**
 * The Worker's entry over a service binding: `props: { "caller": "billing" }` of the binding say who calls.
 *
 * No key is needed, and none is looked at: nobody outside the account can reach this entry or choose the props.
 */
export class GatewayEntrypoint extends WorkerEntrypoint<Env, { readonly caller: string }> {
  override fetch(request: Request): Promise<Response> {
    return gatewayOf(this.env)(request, this.ctx.props ?? {});
  }
}
