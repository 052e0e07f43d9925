import type { LocalServer } from "../relay/listen.ts";
import type { ProviderResponse, RelayedRequest } from "../relay/provider-response.ts";
import { startRelay } from "../relay/start-relay.ts";
import type { Difference, Validator } from "../relay/validator.ts";

/** How to observe the responses of a provider. */
export interface Observation {
  readonly validate: Validator;
  /** Replaces each response before it is validated. The mutation check uses this. */
  readonly transform?: (request: RelayedRequest, response: ProviderResponse) => ProviderResponse;
}

/** A provider behind a relay. */
export interface ObservedProvider extends LocalServer {
  /** Returns the differences in the responses to an interaction, or `undefined` without a response. */
  findings(interaction: string): readonly Difference[] | undefined;
}

/** Starts a relay in front of a provider and validates every response. */
export async function observeProvider(
  baseUrl: string,
  { validate, transform }: Observation,
): Promise<ObservedProvider> {
  const differences = new Map<string, Difference[]>();
  const relay = await startRelay(baseUrl, (request, original) => {
    const response = transform ? transform(request, original) : original;
    const earlier = differences.get(request.interaction) ?? [];
    differences.set(request.interaction, [...earlier, ...validate(request, response)]);
    return response;
  });
  return { ...relay, findings: (interaction) => differences.get(interaction) };
}
