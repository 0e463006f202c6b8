import { createResource } from "solid-js";
import { render } from "solid-js/web";
import { pageAnswer } from "./page_answer.js";

function Answer() {
  const [answer] = createResource(() => pageAnswer());
  return <p>{answer()}</p>;
}

render(() => <Answer />, document.querySelector("#app"));
