// Presses the enabled controls of a page as a person would, fills in the forms that open, and says what came of it.

/** Runs in the page before its script: counts what is asked and sent, and keeps what was refused. */
function watch() {
  const seen = { underway: 0, requests: 0, sent: 0, refused: [], toasts: [] };
  globalThis.seen = seen;
  const plain = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    const url = String(input);
    if (url.includes("/events")) return plain(input, init);
    seen.underway++;
    seen.requests += url.endsWith("/requests") ? 1 : 0;
    seen.sent += (init?.method ?? "GET") === "GET" || url.endsWith("/preview") ? 0 : 1;
    try {
      const response = await plain(input, init);
      if (response.status >= 400)
        seen.refused.push(`${response.status} ${init?.method ?? "GET"} ${url} ${await response.clone().text()}`);
      return response;
    } finally {
      seen.underway--;
    }
  };
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes)
      for (const node of addedNodes) {
        const toast =
          node.nodeType === Node.ELEMENT_NODE &&
          (node.matches("[data-toast]") ? node : node.querySelector("[data-toast]"));
        if (toast) seen.toasts.push({ tone: toast.dataset.toast, words: toast.textContent });
      }
  }).observe(document, { childList: true, subtree: true });
}

/**
 * Runs in the page: forgets what was seen, presses, and waits until nothing is under way. Without a control it only
 * waits.
 */
async function pressIn(find) {
  const { seen } = globalThis;
  if (find.selector) Object.assign(seen, { requests: 0, sent: 0, refused: [], toasts: [] });
  const layers = () =>
    [...document.querySelectorAll("[role=dialog]:not([data-toast]), [role=menu], [role=listbox]")].filter((layer) =>
      layer.checkVisibility(),
    );
  const before = { address: location.search, layers: layers() };
  const pause = () => new Promise((resolve) => setTimeout(resolve, 15));
  const isIt = (one) =>
    one.checkVisibility() &&
    (find.question === undefined || one.dataset.question === find.question) &&
    one.getAttribute("aria-disabled") !== "true";
  const look = () => [...document.querySelectorAll(find.selector)].find(isIt);
  // After a change of the account the lists come a little later than the permissions.
  for (const end = Date.now() + 1500; find.selector && !look() && Date.now() < end; ) await pause();
  const control = find.selector ? look() : undefined;
  if (find.selector && !control) return null;
  control?.click();
  const isBusy = () =>
    seen.underway > 0 ||
    document.querySelector("[aria-busy=true]") !== null ||
    (seen.requests > 0 && seen.toasts.length === 0);
  const hasActed = () =>
    seen.requests > 0 ||
    seen.toasts.length > 0 ||
    location.search !== before.address ||
    layers().length !== before.layers.length ||
    layers().some((layer, i) => layer !== before.layers[i]);
  const began = Date.now();
  // On a busy machine what a press opens may come later than one pause.
  const isDue = () => control !== undefined && !hasActed() && Date.now() < began + 2_000;
  do await pause();
  while ((isBusy() && Date.now() < began + 10_000) || isDue());
  const dialog = [...document.querySelectorAll("[role=dialog]:not([data-toast])")].at(-1);
  return {
    ...seen,
    isList: [...document.querySelectorAll("[role=option]")].some((option) => option.checkVisibility()),
    isMenu: document.querySelector("[role=menu]") !== null,
    // What was carried out at once is no form, though the dialog around it stays.
    isForm: seen.requests === 0 && dialog?.querySelector("[data-send]") != null,
    isSheet: dialog != null && !dialog.querySelector("[data-send]"),
    hasActed: hasActed(),
    revision: Number(document.querySelector("[data-ready]")?.dataset.ready ?? 0),
  };
}

/** Runs in the page: closes what is open and goes to an address, as the Back button would. */
async function showIn(query) {
  const layers = () =>
    [...document.querySelectorAll("[role=dialog]:not([data-toast]), [role=menu], [role=listbox]")].filter((layer) =>
      layer.checkVisibility(),
    );
  const pause = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));
  for (let i = 0; i < 30 && layers().length > 0; i++) {
    layers()
      .at(-1)
      .dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
    await pause();
  }
  history.pushState(null, "", query);
  dispatchEvent(new PopStateEvent("popstate"));
  await pause();
}

/** Runs in the page: puts good values into the fields of the open form, as typing would. */
function fillIn(fresh) {
  const dialog = [...document.querySelectorAll("[role=dialog]:not([data-toast])")].at(-1);
  const type = (field, value) => {
    Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), "value").set.call(field, value);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  for (const field of dialog.querySelectorAll("textarea")) type(field, "These are good words.");
  for (const field of dialog.querySelectorAll("input")) {
    if (field.name === "name") type(field, fresh.name);
    if (field.name === "email") type(field, fresh.email);
    if (field.name === "typed") type(field, /“(.+)”/.exec(field.labels[0].textContent)[1]);
  }
}

/** Runs in the page: chooses, among what is offered, what makes the form's button press. */
async function pickIn() {
  const dialog = [...document.querySelectorAll("[role=dialog]:not([data-toast])")].at(-1);
  const isOff = () => dialog.querySelector("[data-send]").getAttribute("aria-disabled") === "true";
  const pause = () => new Promise((resolve) => setTimeout(resolve, 15));
  await pause();
  for (const radio of dialog.querySelectorAll("[role=radio]:not([aria-disabled=true])")) {
    if (!isOff()) break;
    radio.click();
    await pause();
  }
  return isOff();
}

/** Whether a list has something to choose, and must have: nothing is chosen yet, or the form cannot go on. */
const wants = async (page, list) => (await isOff(page)) || (await list.locator("[data-empty]").count()) > 0;

const isOff = (page) =>
  page
    .locator("[role=dialog] [data-send]")
    .last()
    .getAttribute("aria-disabled")
    .then((off) => off === "true");

/** Chooses the first of each list that lets the form go on. */
async function chooseIn(page) {
  for (const list of await page.locator("[role=dialog] [role=combobox]").all()) {
    if (!(await wants(page, list))) continue;
    await list.click();
    await page.locator("[role=option]:visible").first().waitFor();
    const offered = page.locator(openOption);
    if ((await offered.count()) > 0) await offered.first().click();
    else await page.keyboard.press("Escape");
    await page.waitForFunction(
      () => ![...document.querySelectorAll("[role=option]")].some((option) => option.checkVisibility()),
    );
  }
}

const openOption = "[role=option]:not([aria-disabled=true]):not([data-disabled]):visible";

let number = 0;

/** A name that fits what is made or renamed. */
function freshFor({ action, resource }) {
  number++;
  const isFile = action.startsWith("file.");
  const name = action.startsWith("user.")
    ? `Nora Holm ${number}`
    : action.startsWith("group.")
      ? `Fresh ${number}`
      : isFile
        ? `fresh-${number}.jpg`
        : `fresh-${number}`;
  return { name, email: `nora${number}@northpine.test`, resource };
}

export function makePresser(page) {
  const press = (find) => page.evaluate(pressIn, find);

  /** Fills in the form that is open and sends it. */
  async function send(question) {
    await page.evaluate(fillIn, freshFor(question));
    await page.evaluate(pickIn);
    await chooseIn(page);
    const words = () =>
      page.evaluate(
        () =>
          [...document.querySelectorAll("[role=dialog]:not([data-toast])")].at(-1)?.innerText ??
          "It closes, and nothing is asked.",
      );
    if (await isOff(page)) return { stuck: await words() };
    const sent = await press({ selector: "[role=dialog] [data-send]" });
    return sent.sent > 0 ? sent : { ...sent, stuck: await words() };
  }

  /** Whether the page is one of the account, and comes to this revision. */
  async function follows(revision) {
    if (!(await page.evaluate(() => document.querySelector("[data-ready]") !== null))) return false;
    await page.waitForFunction((at) => Number(document.querySelector("[data-ready]")?.dataset.ready) >= at, revision, {
      polling: 20,
    });
    return true;
  }

  /** Takes another of the list that is open than what is chosen, if there is one. */
  async function choose() {
    const other = page.locator(`${openOption}:not([data-selected])`);
    if ((await other.count()) === 0) return undefined;
    await other.first().click();
    return press({});
  }

  return {
    press,
    send,
    choose,
    follows,
    show: (query) => page.evaluate(showIn, query),
    watch: () => page.addInitScript(watch),
  };
}

/** Runs in the page: the questions of the enabled controls inside what `selector` names. */
export function questionsIn(selector) {
  const found = [...document.querySelectorAll(`:is(${selector}) [data-question]:not([data-send])`)];
  return found
    .filter((one) => one.dataset.show === "enabled" && one.checkVisibility())
    .map((one) => one.dataset.question);
}
