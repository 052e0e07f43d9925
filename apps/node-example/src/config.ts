import * as v from "valibot";

const url = v.pipe(v.string(), v.url("must be a URL"));

const Environment = v.object(
  {
    WAKAPAY_BASE_URL: url,
    WAKAPAY_API_KEY: v.string(),
    WAKAPAY_API_SECRET: v.string(),
    REDIS_URL: v.optional(url),
    CURRENCIES: v.optional(
      v.pipe(
        v.string(),
        v.regex(/^[A-Z]{3}(,[A-Z]{3})*$/, 'must be a list of currency codes, such as "USD,EUR"'),
        v.transform((list) => list.split(",")),
      ),
      "USD,EUR",
    ),
    HOST: v.optional(v.string(), "127.0.0.1"),
    PORT: v.optional(
      v.pipe(
        v.string(),
        v.transform(Number),
        v.integer("must be a port"),
        v.maxValue(65_535, "must be a port"),
      ),
      "8080",
    ),
    LOG_LEVEL: v.optional(
      v.picklist(["debug", "info", "warn", "error"], "must be debug, info, warn, or error"),
      "info",
    ),
  },
  "must be set",
);

/** The configuration of the service. */
export type Config = v.InferOutput<typeof Environment>;

/**
 * Reads the configuration from environment variables. An empty variable counts as not set.
 *
 * Throws an error that names each variable that is not valid, and no value.
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const { success, issues, output } = v.safeParse(
    Environment,
    Object.fromEntries(Object.entries(env).filter(([, value]) => value !== "")),
  );
  if (success) return output;
  const problems = issues.map((issue) => `${v.getDotPath(issue)} ${issue.message}.`);
  throw new Error(`The configuration is not valid:\n${problems.join("\n")}`);
}
