import type { ConsumerPact as Mock } from "@pact-foundation/pact-core";
import { makeConsumerPact } from "@pact-foundation/pact-core";
import { addUntypedBody } from "./add-untyped-body.ts";
import { hold } from "./hold.ts";
import type { Interaction } from "./interaction.ts";
import { PROVIDER } from "./provider.ts";

/** Runs a consumer against a mock that answers these interactions and nothing else: see {@link consumerPact}. */
export type ConsumerPact = (
  interactions: readonly Interaction[],
  exercise: (baseUrl: string) => Promise<void>,
) => Promise<void>;

/** What Pact's native side calls specification 4. */
const SPECIFICATION_4 = 5;

/**
 * A consumer's pact, written one test at a time: a mock of the API on a free port answers the interactions while
 * `exercise` runs the consumer's own code against it. Where the consumer asked exactly what they say, they are added
 * to the pact in `directory`; else the call rejects and says what differed.
 *
 * Pact merges into its file without a lock between processes: one test file writes one consumer's pact.
 */
export function consumerPact(consumer: string, directory: string): ConsumerPact {
  return async (interactions, exercise) => {
    const mock = makeConsumerPact(consumer, PROVIDER, SPECIFICATION_4, "error");
    for (const interaction of interactions) hold(mock, interaction);
    const restoreEngine = chooseEngine(interactions);
    const port = mock.createMockServer("127.0.0.1", 0);
    try {
      const failure = await exercise(`http://127.0.0.1:${port}`).then(
        () => undefined,
        (error: unknown) => ({ error }),
      );
      // First what the mock missed: a consumer that asked wrongly fails over the mock's 500, which says nothing.
      refuseDifferences(mock, port, failure?.error);
      if (failure) throw failure.error;
      mock.writePactFile(directory);
      for (const interaction of interactions) addUntypedBody(directory, consumer, interaction);
    } finally {
      mock.cleanupMockServer(port);
      restoreEngine();
    }
  };
}

// Only Pact's second engine, which is not its default yet, can hold a body that claims to be JSON and is not.
function chooseEngine(interactions: readonly Interaction[]): () => void {
  const environment: { PACT_MATCHING_ENGINE?: string | undefined } = process.env;
  const before = environment.PACT_MATCHING_ENGINE;
  const malformed = interactions.some(({ request }) => request.body && "malformedJson" in request.body);
  if (malformed) environment.PACT_MATCHING_ENGINE = "V2";
  return () => {
    if (before === undefined) delete environment.PACT_MATCHING_ENGINE;
    else environment.PACT_MATCHING_ENGINE = before;
  };
}

function refuseDifferences(mock: Mock, port: number, cause: unknown): void {
  if (mock.mockServerMatchedSuccessfully(port)) return;
  const differences = JSON.stringify(mock.mockServerMismatches(port), null, 2);
  throw new Error(`The consumer did not ask what its pact says:\n${differences}`, { cause });
}
