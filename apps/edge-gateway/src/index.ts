import { createGateway, type Gateway } from "./gateway.ts";

export { TokenBroker } from "./token-broker.ts";

/** One gateway for each environment object of the isolate: values only, no promise. */
let assembled: { readonly bindings: Env; readonly gateway: Gateway } | undefined;

/** The Worker's entry over HTTP. */
export default {
  fetch(request, bindings) {
    if (assembled?.bindings !== bindings) assembled = { bindings, gateway: createGateway(bindings) };
    return assembled.gateway(request);
  },
} satisfies ExportedHandler<Env>;
