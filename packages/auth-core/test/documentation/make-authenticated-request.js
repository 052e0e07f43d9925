/** The function of "Handling Token Expiration", as in WakaPay's documentation except for white space. */
export function documentedClient(tokenManager, fetch) {
  async function makeAuthenticatedRequest(url, options) {
    let token = await tokenManager.getToken();
    try {
      const response = await fetch(url, {
        ...options,
        headers: { ...options.headers, Authorization: `Bearer ${token}` },
      });
      // Token expired, get new token and retry once
      if (response.status === 401) {
        tokenManager.clearToken();
        token = await tokenManager.getToken();
        return fetch(url, {
          ...options,
          headers: { ...options.headers, Authorization: `Bearer ${token}` },
        });
      }
      return response;
    } catch (error) {
      throw error;
    }
  }
  return makeAuthenticatedRequest;
}
