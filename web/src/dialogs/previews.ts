import type { Difference, Live } from "lockstep/live";
import type { Question } from "../session/question";

/** A preview is asked for each; of more than these it is not worth the server's time. */
export const mostPreviews = 8;

export async function previewAll(live: Live, questions: readonly Question[]): Promise<readonly Difference[]> {
  const differences: Difference[] = [];
  for (const question of questions) differences.push(...(await live.preview(question)).differences);
  return differences;
}
