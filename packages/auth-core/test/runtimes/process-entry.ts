import process from "node:process";
import { runSuite } from "./suite.ts";

const {
  WAKAPAY_BASE_URL: baseUrl = "",
  WAKAPAY_API_KEY: apiKey = "",
  WAKAPAY_API_SECRET: apiSecret = "",
} = process.env;

process.stdout.write(JSON.stringify(await runSuite({ baseUrl, apiKey, apiSecret })));
