import { createTokenManager, type TokenManager, WAKAPAY_TEST_URL } from "@wakapay/auth-core";
import { type FakeClock, fakeClock } from "@wakapay/auth-core/testing";
import { createSandbox, type Sandbox, type SandboxOptions } from "@wakapay/sandbox";
import { vi } from "vitest";
import { documentedClient } from "../documentation/make-authenticated-request.js";
import { documentedTokenManager } from "../documentation/token-manager.js";

type Fetch = typeof globalThis.fetch;

/** The documentation's samples and auth-core, both on one sandbox, in virtual time. */
export interface SamplesAndOurs {
  readonly clock: FakeClock;
  readonly sandbox: Sandbox;
  readonly sample: ReturnType<typeof documentedTokenManager>;
  /** The sample `makeAuthenticatedRequest`. */
  readonly request: ReturnType<typeof documentedClient>;
  readonly ours: TokenManager;
  /** Waits for the work that runs in the background. */
  settleBackground(): Promise<unknown>;
  /** Returns how many exchanges some calls cause. */
  exchangesOf(calls: () => Promise<unknown>): Promise<number>;
}

/** The credentials that both use. */
export const credentials = { apiKey: "key-of-a-sample", apiSecret: "secret-of-a-sample" };

/** Creates both. `through` wraps the sandbox's `fetch`. Default: no wrapper. */
export function samplesAndOurs(
  options: Partial<SandboxOptions> = {},
  through: (send: Fetch, clock: FakeClock) => Fetch = (send) => send,
): SamplesAndOurs {
  const clock = fakeClock();
  vi.spyOn(Date, "now").mockImplementation(clock.now);
  const sandbox = createSandbox({
    credentials: [credentials],
    now: clock.now,
    wait: clock.wait,
    ...options,
  });
  const fetch = through(sandbox.fetch, clock);
  const sample = documentedTokenManager(credentials, fetch);
  const work: Promise<unknown>[] = [];
  return {
    clock,
    sandbox,
    sample,
    request: documentedClient(sample, fetch),
    ours: createTokenManager({
      baseUrl: WAKAPAY_TEST_URL,
      ...credentials,
      fetch,
      wait: clock.wait,
      background: (acquisition) => work.push(acquisition),
    }),
    settleBackground: () => Promise.all(work),
    async exchangesOf(calls) {
      const before = sandbox.exchanges();
      await calls();
      return sandbox.exchanges() - before;
    },
  };
}
