/**
 * The edge gateway: a Cloudflare Worker that calls WakaPay for internal services, which never hold
 * WakaPay's credentials.
 *
 * @module
 */
export { CallerQuota } from "./access/caller-quota.ts";
export { createGateway, type Gateway, type GatewayOptions } from "./create-gateway.ts";
export { TokenBroker } from "./tokens/token-broker.ts";
