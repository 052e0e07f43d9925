import type { QuotaNamespace } from "../access/quota-protocol.ts";

/**
 * The variables, secrets, and bindings of a gateway. Each can be missing: a Worker is deployed
 * without a check of them. The secrets of further accounts have names that the policy determines.
 */
export interface Bindings<Broker = unknown> {
  readonly GATEWAY_ENVIRONMENT?: string;
  /** The policy of the local environment, as JSON. */
  readonly GATEWAY_POLICY?: string;
  readonly WAKAPAY_BASE_URL?: string;
  readonly WAKAPAY_LOCATION_HINT?: string;
  readonly WAKAPAY_API_KEY?: string;
  readonly WAKAPAY_API_SECRET?: string;
  readonly WAKAPAY_API_KEY_NEXT?: string;
  readonly WAKAPAY_API_SECRET_NEXT?: string;
  /** The Durable Object namespace of the class `TokenBroker`. */
  readonly TOKEN_BROKER?: Broker;
  /** The Analytics Engine dataset that receives figures. */
  readonly FIGURES?: AnalyticsEngineDataset;
  /** The Durable Object namespace of the class `CallerQuota`. */
  readonly CALLER_QUOTA?: QuotaNamespace;
  readonly BURST_SMALL?: RateLimit;
  readonly BURST_MEDIUM?: RateLimit;
  readonly BURST_LARGE?: RateLimit;
}
