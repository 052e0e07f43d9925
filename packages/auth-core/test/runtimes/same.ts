/** Throws an error that shows both values if their JSON differs. Runs on every runtime. */
export function same(actual: unknown, expected: unknown): void {
  const [is, shouldBe] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (is !== shouldBe) throw new Error(`Expected ${shouldBe}, got ${is}.`);
}
