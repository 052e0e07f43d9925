import { TokenError, type TokenErrorCode } from "@wakapay/auth-core";
import { expect, it } from "vitest";
import { toProblem } from "../src/problem.ts";

const STATUSES: Readonly<Record<TokenErrorCode, number>> = {
  invalid_options: 500,
  insecure_url: 500,
  credentials_rejected: 503,
  request_rejected: 503,
  token_rejected: 503,
  rate_limited: 503,
  unavailable: 503,
  timeout: 504,
  malformed_response: 502,
  unexpected_response: 502,
};

it.each(Object.entries(STATUSES))("maps %s to status %i", (code, status) => {
  const error = new TokenError(code as TokenErrorCode, "a message", { retryAfterMs: 1_001 });
  expect(toProblem(error)).toEqual({ status, title: expect.any(String), code, retryAfter: 2 });
});

it("maps the end of a call's signal to 504, and other errors to 500", () => {
  expect(toProblem(new DOMException("late", "TimeoutError"))).toMatchObject({ status: 504 });
  expect(toProblem(new Error("a bug"))).toEqual({ status: 500, title: "The service failed." });
});
