import { type DestinationStream, type Logger, pino } from "pino";

/** Members that may hold a secret, in an object that is logged or one level below. */
const SECRETS = ["apiKey", "apiSecret", "authorization", "token", "value"];

/** Creates the logger: one JSON object a line, without secrets. */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: null,
    redact: SECRETS.flatMap((name) => [name, `*.${name}`]),
    serializers: { err: describeError },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

/** Logs only what is safe. The error of an HTTP client may hold headers and bodies. */
function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { name: typeof error };
  const { name, message, stack } = error;
  return { name, message, stack, ...("code" in error && { code: error.code }) };
}
