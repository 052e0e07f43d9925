const LOOPBACK = ["127.0.0.1", "localhost", "::1", "[::1]"];

/** A mutable environment, such as `process.env`. */
export type Environment = Record<string, string | undefined>;

/**
 * Adds the loopback addresses to `NO_PROXY` and `no_proxy`, so that this process and its children
 * connect to local servers directly. Returns whether the environment names a proxy.
 *
 * Programs read different spellings of these variables. This covers both cases of each name.
 */
export function bypassProxyForLoopback(env: Environment): boolean {
  const isProxied = Object.entries(env).some(
    ([name, value]) => /^(?:https?|all)_proxy$/i.test(name) && value !== undefined && value !== "",
  );
  const excluded = Object.entries(env).flatMap(([name, value = ""]) =>
    /^no_proxy$/i.test(name) ? value.split(",") : [],
  );
  const hosts = [...new Set([...excluded.map((host) => host.trim()), ...LOOPBACK])].filter(Boolean);
  for (const name of ["NO_PROXY", "no_proxy"]) env[name] = hosts.join(",");
  return isProxied;
}
