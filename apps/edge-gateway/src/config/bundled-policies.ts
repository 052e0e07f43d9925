import production from "../../policy/production.json" with { type: "json" };
import test from "../../policy/test.json" with { type: "json" };

/**
 * The policies of the deployed environments, bundled because a variable can hold only 5 kB.
 *
 * The `local` environment reads the variable `GATEWAY_POLICY` instead.
 */
export const policies: Readonly<Record<string, unknown>> = { test, production };
