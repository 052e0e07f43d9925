import { CallerQuota, createGateway, TokenBroker } from "@wakapay/edge-gateway";
import production from "../policy/production.json" with { type: "text" };
import test from "../policy/test.json" with { type: "text" };

const { handler, GatewayEntrypoint } = createGateway({ policies: { test, production } });

export { CallerQuota, GatewayEntrypoint, TokenBroker };
export default handler;
