import { CallerQuota, createGateway, TokenBroker } from "@wakapay/edge-gateway";
import policy from "../policy.json" with { type: "text" };

const policies = { production: policy, local: policy };
const { handler, GatewayEntrypoint } = createGateway({ policies });

export { CallerQuota, GatewayEntrypoint, TokenBroker };
export default handler;
