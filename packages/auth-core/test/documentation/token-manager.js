/** The class of "Caching Tokens", as in WakaPay's documentation except for white space. */
export function documentedTokenManager({ apiKey, apiSecret }, fetch) {
  class TokenManager {
    constructor(apiKey, apiSecret) {
      this.apiKey = apiKey;
      this.apiSecret = apiSecret;
      this.token = null;
      this.expiresAt = null;
    }

    async getToken() {
      // Return cached token if still valid (with 60s buffer)
      if (this.token && Date.now() < this.expiresAt - 60000) {
        return this.token;
      }
      // Request new token
      const response = await fetch("https://api.test.wakapay.io/business/auth", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({
          apiKey: this.apiKey,
          apiSecret: this.apiSecret,
        }),
      });
      const data = await response.json();
      if (data.error) {
        throw new Error(data.error);
      }
      this.token = data.accessToken;
      this.expiresAt = Date.now() + data.expiresIn * 1000;
      return this.token;
    }

    clearToken() {
      this.token = null;
      this.expiresAt = null;
    }
  }
  return new TokenManager(apiKey, apiSecret);
}
