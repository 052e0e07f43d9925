import { describeFailure } from "../relay/describe-failure.ts";
import type { LocalServer } from "../relay/listen.ts";
import type { ProviderResponse, RelayedRequest } from "../relay/provider-response.ts";
import { startRelay } from "../relay/start-relay.ts";
import type { Difference, Validator } from "../relay/validator.ts";

/** How to observe the responses of a provider. */
export interface Observation {
  /** Validates every response, because Pact accepts fields that a pact does not mention. */
  readonly validate?: Validator | undefined;
  /** Replaces each response before it is validated. The mutation check uses this. */
  readonly transform?:
    | ((request: RelayedRequest, response: ProviderResponse) => ProviderResponse)
    | undefined;
  /** How long a response may take, in milliseconds. Default: 10000 (10 seconds). */
  readonly responseTimeoutMs?: number | undefined;
}

/** A provider behind a relay. */
export interface ObservedProvider extends LocalServer {
  /** Returns what was found for an interaction, or `undefined` if the relay received no request. */
  findings(interaction: string): readonly Difference[] | undefined;
}

/** Starts a relay in front of a provider and observes every response. */
export async function observeProvider(
  baseUrl: string,
  { validate = () => [], transform = (_, response) => response, responseTimeoutMs = 10_000 }: Observation,
): Promise<ObservedProvider> {
  const findings = new Map<string, Difference[]>();
  const record = (interaction: string, differences: readonly Difference[]) =>
    findings.set(interaction, [...(findings.get(interaction) ?? []), ...differences]);
  const relay = await startRelay(baseUrl, {
    responseTimeoutMs,
    onResponse(request, original) {
      const response = transform(request, original);
      record(request.interaction, validate(request, response));
      return response;
    },
    onFailure({ interaction }, error) {
      const actual = describeFailure(error);
      record(interaction, [{ where: "connection", expected: "a response", actual }]);
    },
  });
  return { ...relay, findings: (interaction) => findings.get(interaction) };
}
