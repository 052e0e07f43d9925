import { PactV4 } from "@pact-foundation/pact";
import type { Interaction } from "./interaction.ts";
import { PROVIDER } from "./provider.ts";

/** Runs a consumer against a mock that answers this interaction and nothing else: see {@link builtPact}. */
export type BuiltPact = (
  interaction: Interaction,
  exercise: (baseUrl: string) => Promise<void>,
) => Promise<void>;

/**
 * A consumer's pact by Pact's usual builder, for what that can say: JSON, up and down. What it cannot, the raw bodies of
 * the documentation's refusals, is written by `consumerPact`; both write the same bytes for the same interaction.
 *
 * Rejects where the consumer did not ask what the interaction says, and then writes nothing.
 */
export function builtPact(consumer: string, directory: string): BuiltPact {
  return async ({ description, given, request, response }, exercise) => {
    const { body } = request;
    if (body === undefined || !("json" in body)) throw new TypeError("Pact's builder is told JSON alone.");
    const { json } = body;
    const pact = new PactV4({ consumer, provider: PROVIDER, dir: directory, logLevel: "error" });
    const interaction = pact.addInteraction();
    if (given !== undefined) interaction.given(given);
    await interaction
      .uponReceiving(description)
      .withRequest(request.method, request.path, (up) => up.headers({ ...request.headers }).jsonBody(json))
      .willRespondWith(response.status, (down) =>
        down.headers({ ...response.headers }).jsonBody(response.json),
      )
      .executeTest(({ url }) => exercise(url));
  };
}
