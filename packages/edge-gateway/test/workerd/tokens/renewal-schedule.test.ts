import { expect, test } from "vitest";
import {
  isIdle,
  isOverdue,
  renewalDueAt,
  retryDueAt,
  shouldRecordUse,
} from "../../../src/tokens/renewal-schedule.ts";

const TOKEN = { value: "t", issuedAt: 1_000, expiresAt: 11_000 };

test("renews at 65% of the lifetime", () => {
  expect(renewalDueAt(TOKEN)).toBe(7_500);
});

test("retries after 5% of the lifetime, one minute at most", () => {
  expect(retryDueAt(TOKEN, 7_500)).toBe(8_000);
  expect(retryDueAt({ ...TOKEN, expiresAt: 10_000_000 }, 0)).toBe(60_000);
});

test("is idle after a lifetime without a request", () => {
  expect(isIdle(TOKEN, 1_000, 10_999)).toBe(false);
  expect(isIdle(TOKEN, 1_000, 11_000)).toBe(true);
});

test("records a use after a tenth of the lifetime, or when the clock stepped back", () => {
  expect(shouldRecordUse(TOKEN, 1_000, 1_999)).toBe(false);
  expect(shouldRecordUse(TOKEN, 1_000, 2_000)).toBe(true);
  expect(shouldRecordUse(TOKEN, 1_000, 999)).toBe(true);
});

test("is overdue after more than a minute", () => {
  expect(isOverdue(1_000, 61_000)).toBe(false);
  expect(isOverdue(1_000, 61_001)).toBe(true);
});
