/**
 * The `TokenManager` of "Caching Tokens" in WakaPay's Authentication API documentation, with types
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

  clearToken(): void {
    this.token = null;
  }
}

/** The function of "Handling Token Expiration" in the same documentation, with types. */
export function documentedClient(
  tokenManager: DocumentedTokenManager,
  fetch: (url: string, options: RequestInit) => Promise<Response>,
) {
  return async function makeAuthenticatedRequest(
    url: string,
    options: { headers: Record<string, string> },
  ): Promise<Response> {
    let token = await tokenManager.getToken();
    const response = await fetch(url, {
      ...options,
      headers: { ...options.headers, Authorization: `Bearer ${token}` },
    });
    if (response.status === 401) {
      tokenManager.clearToken();
      token = await tokenManager.getToken();
      return fetch(url, {
        ...options,
        headers: { ...options.headers, Authorization: `Bearer ${token}` },
      });
    }
    return response;
  };
}
