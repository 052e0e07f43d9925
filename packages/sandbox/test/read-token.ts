/** Returns the token of a token response. */
export async function readToken(response: Response): Promise<string> {
  const { accessToken } = JSON.parse(await response.text());
  return String(accessToken);
}
