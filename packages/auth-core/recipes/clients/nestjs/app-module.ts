import { Body, Controller, Get, HttpException, Inject, Module, Post } from "@nestjs/common";
import { isTokenError, type TokenManager } from "@wakapay/auth-core";
import { WAKAPAY, WakaPayModule } from "./wakapay-module.ts";

@Controller()
class PaymentsController {
  readonly #wakapay: TokenManager;

  constructor(@Inject(WAKAPAY) wakapay: TokenManager) {
    this.#wakapay = wakapay;
  }

  @Get("balance")
  balance(): Promise<unknown> {
    return this.#send("/business/balance?currency=USD");
  }

  @Post("payouts")
  payout(@Body() payout: unknown): Promise<unknown> {
    return this.#send("/business/payouts", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(payout),
    });
  }

  async #send(path: string, init?: RequestInit): Promise<unknown> {
    const response = await this.#wakapay.fetch(path, init).catch((error) => {
      throw isTokenError(error) ? new HttpException({ error: error.code }, 503) : error;
    });
    if (!response.ok) throw new HttpException("WakaPay returned an error.", 502);
    return response.json();
  }
}

@Module({ imports: [WakaPayModule], controllers: [PaymentsController] })
export class AppModule {}
