import { CallerQuota, createGateway, TokenBroker } from "../../src/index.ts";

const { handler, GatewayEntrypoint } = createGateway({ policies: {} });

export { CallerQuota, GatewayEntrypoint, TokenBroker };
export default handler;
