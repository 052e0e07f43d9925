import { readFile } from "node:fs/promises";
import { createTokenManager } from "@wakapay/auth-core";

const { WAKAPAY_BASE_URL = "", WAKAPAY_CREDENTIALS_FILE = "" } = process.env;

export const wakapay = createTokenManager({
  baseUrl: WAKAPAY_BASE_URL,
  credentials: async () => JSON.parse(await readFile(WAKAPAY_CREDENTIALS_FILE, "utf8")),
});
