import { spawnCli } from "./spawn-cli.ts";

/** Runs a module with the built command and with only the given environment variables. */
export function run(code: string, { args = [], variables = {} }: RunOptions = {}) {
  const command = [process.execPath, "--input-type=module", "--eval", PREAMBLE + code];
  return spawnCli(["run", ...args, "--", ...command], variables);
}

interface RunOptions {
  readonly args?: readonly string[];
  readonly variables?: Record<string, string>;
}

/** What the modules of the tests need: exchanges, calls, and faults. */
const PREAMBLE = `
const { WAKAPAY_BASE_URL: url, WAKAPAY_API_KEY: apiKey, WAKAPAY_API_SECRET: apiSecret } = process.env;
const post = (path, body) => fetch(url + path, {
  method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
});
const exchange = async () => (await (await post("/business/auth", { apiKey, apiSecret })).json()).accessToken;
const call = (token) => fetch(url + "/business/balance?currency=USD", { headers: { Authorization: "Bearer " + token } });
`;
