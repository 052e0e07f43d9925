import { createGateway, TokenBroker } from "../../src/index.ts";

const { handler, GatewayEntrypoint } = createGateway({ policies: {} });

export { GatewayEntrypoint, TokenBroker };
export default handler;
