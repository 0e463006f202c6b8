// axe finds nothing serious or critical, in light and dark, wide and narrow; and the keyboard reaches everything.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { faultsOf as faults } from "./axe.mjs";
import { openBrowser, press, tooWide } from "./support.mjs";

const hero = "/campaigns/2025/summer-launch/hero";

let browser;
before(async () => (browser = await openBrowser()));
after(() => browser?.close());

/** One after the other on the same page; a new load only where the person changes. */
const states = {
  library: `?as=ada&path=${hero}`,
  "a list": `?as=ada&path=${hero}&layout=list`,
  collections: "?as=ada&view=collections",
  "public links": "?as=ada&view=links",
  users: "?as=ada&view=users",
  "the details of a file": `?as=rita&path=${hero}&open=${hero}/hero-ridge-sunrise.jpg`,
  "nothing shared": "?as=rosa",
  account: "?as=finn&view=account",
  "a person": "?as=ada&view=person&item=rita",
  "a group": "?as=ada&view=group&item=g1",
  "two people": "?as=ada&view=compare&item=rita,ravi",
  "the audit log": "?as=ada&view=audit",
  "what each role opens": "?as=ada&view=roles",
};

for (const look of ["wide", "narrow"]) {
  let page;
  for (const [name, query] of Object.entries(states)) {
    for (const theme of ["light", "dark"]) {
      test(`axe: ${name}, ${theme}, ${look}`, async () => {
        const address = `${query}&theme=${theme}`;
        page = page ? await browser.visit(page, address) : await browser.open(address, { look });
        assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), theme);
        if (query.includes("view=roles")) await page.getByTestId("roles").waitFor();
        assert.deepEqual(await faults(page), []);
      });
    }
  }
}

const opened = {
  "the menu of a file": async (page) => {
    await press(page.locator(`[data-asset="${hero}/hero-dunes.jpg"]`).getByRole("button", { name: /^Operations/ }));
    await page.getByRole("menu").waitFor();
  },
  "the Why panel": async (page) => {
    await press(page.locator('main [data-action="asset.share"]'), "?");
    await page.getByTestId("why").waitFor();
  },
  "the share dialog": async (page) => {
    await press(page.locator('main [data-action="asset.share"]'));
    const share = page.getByTestId("share");
    await share.getByRole("combobox").first().click();
    await page.locator('[data-value="user:rosa"]').click();
    await share.getByTestId("effects").waitFor();
    await press(share.getByTestId("who-can").locator("summary"));
    await share.getByTestId("who-can").locator("[data-user]").first().waitFor();
  },
  "the links of a folder": async (page) => {
    await browser.visit(page, "?as=ada&path=/press&open=/press/press-kit-2025");
    await press(page.getByTestId("details").locator('[data-action="link.view"]'));
    await page.getByTestId("links").locator("[data-link]").waitFor();
  },
  "the form of a link": async (page) => {
    await browser.visit(page, "?as=ada&view=links");
    await press(page.getByTestId("new-link"));
    await page.getByTestId("dialog").getByLabel("Require a password").check();
  },
  "the audit log": async (page) => {
    await browser.request("rita", { action: "asset.delete", resource: { path: "/legal" } });
    await browser.visit(page, "?as=ada&view=account");
    await press(page.locator('[data-action="audit_log.view"]'));
    await page.getByTestId("audit").locator("li").first().waitFor();
  },
  "the name dialog": async (page) => {
    await press(page.locator('main [data-action="folder.create"]'));
    await page.getByTestId("dialog").waitFor();
  },
};

for (const [name, show] of Object.entries(opened)) {
  test(`axe: ${name}`, async () => {
    const page = await browser.open(`?as=ada&path=${hero}`);
    await show(page);
    assert.deepEqual(await faults(page), []);
  });
}

for (const look of ["wide", "narrow"]) {
  test(`no violations in what a visitor sees of a link (${look})`, async () => {
    const page = await browser.newPage(look);
    for (const theme of ["light", "dark"]) {
      for (const link of ["l1", "l2", "nothing"]) {
        await page.goto(`${browser.url()}/?link=${link}&theme=${theme}`);
        await page.locator("[data-ready]").waitFor();
        assert.deepEqual(await faults(page), [], `${link} ${theme}`);
      }
      await page.goto(`${browser.url()}/?link=l1&theme=${theme}`);
      await page.locator("[data-shown] button").last().click();
      await page.getByTestId("shown-file").waitFor();
      assert.deepEqual(await faults(page), [], theme);
    }
    await page.context().close();
  });

  test(`no violations while the server is away, and in a folder that is gone (${look})`, async () => {
    const page = await browser.newPage(look);
    for (const theme of ["light", "dark"]) {
      await browser.enter(page, `?as=ada&path=/no/such/folder&theme=${theme}`);
      await page.locator('[data-connection="live"]').waitFor();
      assert.deepEqual(await faults(page), [], theme);
      await browser.restart(async () => {
        await page.locator('[data-connection="stale"]').waitFor();
        assert.deepEqual(await faults(page), [], theme);
      });
    }
    await page.context().close();
  });
}

test("at 360 pixels nothing is cut off and nothing scrolls sideways", async () => {
  const page = await browser.newPage("narrow");
  await page.setViewportSize({ width: 360, height: 740 });
  const everywhere = {
    ...states,
    "a collection": "?as=ada&view=collections&collection=c1",
    "a collection as a list": "?as=ada&view=collections&collection=c1&layout=list",
    "a search": "?as=ada&q=hero",
    "a folder that is hidden": "?as=rita&path=/legal",
  };
  for (const [name, query] of Object.entries(everywhere)) {
    await browser.enter(page, query);
    assert.deepEqual(await tooWide(page), [], name);
  }
  await page.context().close();
});

test("where dark is preferred, the page is dark before its script is there", async () => {
  const page = await browser.newPage();
  await page.emulateMedia({ colorScheme: "dark" });
  let release;
  const released = new Promise((resolve) => (release = resolve));
  await page.route("**/*.js", async (route) => {
    await released;
    await route.continue();
  });
  await page.goto(`${browser.url()}/?as=ada`, { waitUntil: "commit" });
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.waitForFunction(() => document.styleSheets.length > 0);
  const before = await ground();
  release();
  await page.locator("[data-ready]").waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), "dark");
  assert.equal(before, await ground());
  await page.context().close();
});

test("the first stop is a link past the navigation, and each page has one first heading", async () => {
  const page = await browser.open(`?as=ada&path=${hero}`);
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Skip to the content");
  for (const query of Object.values(states)) {
    await browser.visit(page, query);
    await page.locator("h1").first().waitFor();
    assert.equal(await page.locator("h1").count(), 1, query);
  }
});

test("arrow keys walk the tree and the files; Space selects, Escape closes", async () => {
  const page = await browser.open("?as=ada&path=/brand");
  const focused = (name) =>
    page.evaluate((data) => document.activeElement.closest(`[${data}]`)?.getAttribute(data), name);
  await page.locator('[data-folder="/archive"]').focus();
  await page.keyboard.press("ArrowDown");
  assert.equal(await focused("data-folder"), "/brand");
  await page.keyboard.press("ArrowRight");
  assert.equal(await focused("data-folder"), "/brand/guidelines");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "guidelines" }).waitFor();

  const first = page.locator("main [data-asset] > a").first();
  await first.focus();
  const before = await focused("data-asset");
  await page.keyboard.press("ArrowRight");
  const second = await focused("data-asset");
  assert.notEqual(second, before);
  await page.keyboard.press("Space");
  await page.getByTestId("selection").getByText("1 selected").waitFor();
  assert.match(await page.locator("[role=status]", { hasText: "selected" }).textContent(), /^1 of \d+ selected$/);

  await page.keyboard.press("Enter");
  const details = page.getByTestId("details");
  await details.waitFor();
  await press(details.locator('[data-action="asset.delete"]'));
  const dialog = page.getByTestId("dialog");
  await dialog.waitFor();
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
});

test("nothing broke the Content-Security-Policy and nothing failed but for the server that was away", () =>
  assert.deepEqual(
    browser.complaints.filter((text) => !text.includes("net::ERR_CONNECTION_REFUSED")),
    [],
  ));
