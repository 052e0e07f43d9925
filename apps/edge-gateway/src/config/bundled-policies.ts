import production from "../../policy/production.json" with { type: "json" };
import test from "../../policy/test.json" with { type: "json" };

/**
 * The callers' policies of the deployed environments, as they are bundled: a plain-text variable would hold 5 kB at most.
 *
 * The `local` environment has none here: it takes `GATEWAY_POLICY`.
 */
export const policies: Readonly<Record<string, unknown>> = { test, production };
