import { PactV4 } from "@pact-foundation/pact";
import { WRITTEN_PACTS } from "../pact/paths.ts";
import { PROVIDER } from "../pact/provider.ts";

type Interaction = ReturnType<PactV4["addInteraction"]>;

/** Describes a request to Pact's builder. Pact does not export these two types. */
export type DescribeRequest = NonNullable<Parameters<Interaction["withRequest"]>[2]>;

/** Describes a response to Pact's builder. */
export type DescribeResponse = NonNullable<
  Parameters<ReturnType<Interaction["withRequest"]>["willRespondWith"]>[1]
>;

/**
 * Creates Pact's builder for the pact of one consumer with WakaPay.
 *
 * `executeTest` writes the interactions to `folder` if the consumer sent exactly the requests that
 * they describe. Pact merges into its file without a lock, so only one test file may write the pact
 * of a consumer.
 *
 * @example
 * await createConsumerPact("shop")
 *   .addInteraction()
 *   .given(CREDENTIALS_VALID)
 *   .uponReceiving("a token request with valid credentials")
 *   .withRequest("POST", "/business/auth", (request) => request.jsonBody(credentials))
 *   .willRespondWith(200)
 *   .executeTest(({ url }) => getToken(url));
 */
export function createConsumerPact(consumer: string, folder: string = WRITTEN_PACTS): PactV4 {
  return new PactV4({ consumer, provider: PROVIDER, dir: folder, logLevel: "error" });
}
