import { createTokenManager, WAKAPAY_TEST_URL } from "@wakapay/auth-core";
import { exchange } from "@wakapay/auth-core/layers";
import {
  type InstrumentableOptions,
  type InstrumentSettings,
  instrument,
} from "@wakapay/auth-core/opentelemetry";

const credentials = { apiKey: "key", apiSecret: "secret" };
const options: InstrumentableOptions = { baseUrl: WAKAPAY_TEST_URL, allowInsecureLoopback: true };
const settings: InstrumentSettings = { attributes: { "wakapay.auth.account": "eu" } };

export const manager = createTokenManager(instrument({ ...options, ...credentials }, settings));
export const rotating = createTokenManager(instrument({ ...options, credentials: async () => credentials }));
export const source = exchange(instrument({ ...options, credentials }));
