import { test } from "vitest";
import { pageAnswer } from "./page_answer.js";

test("a page decides", async () => {
  console.log(await pageAnswer());
});
