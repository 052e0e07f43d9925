import { expect, test } from "vitest";
import { banner } from "../../src/cli/banner.ts";

const stack = {
  gatewayUrl: "http://127.0.0.1:8787",
  gatewayKey: "wgk_demo_1",
  sandboxUrl: "http://127.0.0.1:4010",
};

test("prints curl commands that bypass a proxy only if the environment names one", () => {
  expect(banner(stack, { isProxied: false })).toContain("  curl http://127.0.0.1:4010/_sandbox/journal\n");
  expect(banner(stack, { isProxied: true }).match(/curl --noproxy 127\.0\.0\.1 /g)).toHaveLength(3);
});

test("says how long to wait between two revocations", () => {
  expect(banner(stack, { isProxied: false })).toMatch(/Wait a few seconds before you revoke again/);
});
