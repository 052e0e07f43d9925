/** Reads the body of a response and returns the status. */
export async function statusOf(response: Response): Promise<number> {
  await response.text();
  return response.status;
}
