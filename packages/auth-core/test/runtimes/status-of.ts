/** An answer's status, once its body has been read to the end. */
export async function statusOf(answer: Response): Promise<number> {
  await answer.text();
  return answer.status;
}
