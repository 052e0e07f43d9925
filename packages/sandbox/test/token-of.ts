/** The token of an exchange's answer. */
export async function tokenOf(answer: Response): Promise<string> {
  const { accessToken } = JSON.parse(await answer.text());
  return String(accessToken);
}
