import { type ServedGateway, serveGateway } from "./serve-gateway.ts";

/** The gateway with a broker that counts its calls, and a path that returns the count. */
const COUNTING = `
import gateway, { TokenBroker as Broker } from "./index.js";
export { CallerQuota, GatewayEntrypoint } from "./index.js";
export class TokenBroker extends Broker {
  calls = 0;
  token(request) { this.calls += 1; return super.token(request); }
  state() { this.calls += 1; return super.state(); }
  count() { return this.calls; }
}
export default {
  async fetch(request, env, ctx) {
    if (!request.url.endsWith("/broker-calls")) return gateway.fetch(request, env, ctx);
    const broker = env.TOKEN_BROKER.getByName("local " + env.WAKAPAY_BASE_URL);
    return Response.json(await broker.count());
  },
};`;

/** A gateway that counts the calls of the Durable Object. */
export interface CountedGateway extends ServedGateway {
  brokerCalls(): Promise<number>;
}

/** Serves the built gateway, as `serveGateway` does, and counts. */
export async function serveCountedGateway(
  variables: Readonly<Record<string, string>>,
): Promise<CountedGateway> {
  const gateway = await serveGateway({ variables, main: COUNTING });
  return {
    ...gateway,
    brokerCalls: async () => Number(await (await fetch(`${gateway.url}/broker-calls`)).text()),
  };
}
