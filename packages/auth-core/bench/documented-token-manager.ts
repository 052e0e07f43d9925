/**
 * The `TokenManager` of «Caching Tokens» in WakaPay's Authentication API documentation, with types
 * and its own fetch.
 */
export class DocumentedTokenManager {
  private token: string | null = null;
  private expiresAt = 0;
  private readonly obtain: () => Promise<{ accessToken: string; expiresIn: number }>;

  constructor(obtain: () => Promise<{ accessToken: string; expiresIn: number }>) {
    this.obtain = obtain;
  }

  async getToken(): Promise<string> {
    if (this.token && Date.now() < this.expiresAt - 60000) {
      return this.token;
    }
    const data = await this.obtain();
    this.token = data.accessToken;
    this.expiresAt = Date.now() + data.expiresIn * 1000;
    return this.token;
  }
}
