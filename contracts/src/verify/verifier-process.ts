import type { VerifierOptions } from "@pact-foundation/pact-core";
import { Verifier } from "@pact-foundation/pact-core";

// Pact's verifier in a process of its own, because its native side prints answers, tokens included, to a standard
// output that cannot be intercepted inside one process. Options come by message and the result goes by message.
process.once("message", async (options: VerifierOptions) => {
  const result = await new Verifier(options).verify().catch((error: Error) => error.message);
  process.send?.(result, () => process.disconnect());
});
