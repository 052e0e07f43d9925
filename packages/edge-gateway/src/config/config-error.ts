/**
 * The configuration is not valid. Each fault names a variable or a place in the policy, and no
 * value.
 */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(`The gateway is not configured correctly: ${faults.join("; ")}`);
    this.faults = faults;
  }
}
