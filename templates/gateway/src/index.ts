import { CallerQuota, createGateway, TokenBroker } from "@wakapay/edge-gateway";
import policy from "../policy.json" with { type: "text" };

const { handler, GatewayEntrypoint } = createGateway({ policies: { production: policy, local: policy } });

export { CallerQuota, GatewayEntrypoint, TokenBroker };
export default handler;
