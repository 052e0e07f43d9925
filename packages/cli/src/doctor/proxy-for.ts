import type { Variables } from "@wakapay/command";

/** A proxy that the environment names for an address. */
export interface EnvironmentProxy {
  /** The variable that names it. Its value can contain a password. */
  readonly variable: string;
  /** Whether Node.js uses it. */
  readonly isUsed: boolean;
}

/** Returns the proxy for an address, or `undefined`. */
export function proxyFor(
  { protocol, hostname, port }: URL,
  variables: Variables,
): EnvironmentProxy | undefined {
  const names = protocol === "https:" ? ["https_proxy", "HTTPS_PROXY"] : ["http_proxy", "HTTP_PROXY"];
  const variable = names.find((name) => variables[name]);
  if (variable === undefined) return undefined;
  const exceptions = (variables["no_proxy"] || variables["NO_PROXY"] || "").split(/[\s,]+/).filter(Boolean);
  const isException = exceptions.some((exception) => {
    const [, name = "", exceptPort] = /^(.*?)(?::(\d+))?$/.exec(exception.toLowerCase()) ?? [];
    const suffix = name.replace(/^\*?\.?/, "");
    const matches = name === "*" || hostname === suffix || hostname.endsWith(`.${suffix}`);
    return matches && (exceptPort === undefined || exceptPort === port);
  });
  if (isException) return undefined;
  const options = `${variables["NODE_OPTIONS"] ?? ""} ${process.execArgv.join(" ")}`;
  return { variable, isUsed: variables["NODE_USE_ENV_PROXY"] === "1" || options.includes("--use-env-proxy") };
}
