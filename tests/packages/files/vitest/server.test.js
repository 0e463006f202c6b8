import { test } from "vitest";
import { serverAnswer } from "./server_answer.js";

test("a server decides", async () => {
  console.log(await serverAnswer());
});
