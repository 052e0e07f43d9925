/** The environments that a gateway is deployed to. */
export const DEPLOYED: readonly string[] = ["test", "production"];

/**
 * Returns the environments that the arguments of a command name, or all without arguments. Throws a
 * `TypeError` for another name.
 */
export function environmentsOf(names: readonly string[]): readonly string[] {
  const unknown = names.find((environment) => !DEPLOYED.includes(environment));
  if (unknown !== undefined) {
    throw new TypeError(`The environment must be ${DEPLOYED.join(" or ")} (got "${unknown}").`);
  }
  return names.length === 0 ? DEPLOYED : names;
}
