import type { VerifierOptions } from "@pact-foundation/pact-core";
import { Verifier } from "@pact-foundation/pact-core";

// Runs Pact's verifier in a process of its own, because its native part prints responses, including
// tokens, to a standard output that cannot be intercepted within one process. The parent sends the
// options as a message and receives the result as a message.
process.once("message", async (options: VerifierOptions) => {
  const result = await new Verifier(options).verify().catch((error: Error) => error.message);
  process.send?.(result, () => process.disconnect());
});
