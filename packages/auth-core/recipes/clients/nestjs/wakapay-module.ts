import { Inject, Module, type OnApplicationShutdown } from "@nestjs/common";
import { createTokenManager, type TokenManager } from "@wakapay/auth-core";

/** Injects the token manager: `@Inject(WAKAPAY) wakapay: TokenManager`. */
export const WAKAPAY = Symbol("wakapay");

const { WAKAPAY_BASE_URL = "", WAKAPAY_API_KEY = "", WAKAPAY_API_SECRET = "" } = process.env;

const wakapay = {
  provide: WAKAPAY,
  useFactory: () =>
    createTokenManager({
      baseUrl: WAKAPAY_BASE_URL,
      apiKey: WAKAPAY_API_KEY,
      apiSecret: WAKAPAY_API_SECRET,
      allowInsecureLoopback: true, // for the sandbox
    }),
};

@Module({ providers: [wakapay], exports: [WAKAPAY] })
export class WakaPayModule implements OnApplicationShutdown {
  @Inject(WAKAPAY) private readonly wakapay?: TokenManager;

  onApplicationShutdown(): void {
    this.wakapay?.close();
  }
}
