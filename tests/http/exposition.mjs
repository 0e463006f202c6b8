// Reads Prometheus's text exposition format, strictly.

import assert from "node:assert/strict";

const sampleLine = /^([a-zA-Z_:][\w:]*)(?:\{((?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\[\\"n])*",?)*)\})? (\S+)$/;

/**
 * The families of a text: `{ name: { type, help, samples: [{ name, labels, value }] } }`. Fails where the text is none.
 */
export function readExposition(text) {
  assert.ok(text.endsWith("\n"), "the last line ends");
  const families = {};
  let family;
  for (const line of text.slice(0, -1).split("\n")) {
    const help = /^# HELP (\S+) (.+)$/.exec(line),
      type = /^# TYPE (\S+) (counter|gauge|histogram)$/.exec(line);
    if (help) {
      assert.ok(!(help[1] in families), `${help[1]} comes twice`);
      family = families[help[1]] = { name: help[1], help: help[2], samples: [] };
    } else if (type) {
      assert.equal(type[1], family.name);
      family.type = type[2];
    } else {
      const [, name, labels = "", value] = sampleLine.exec(line) ?? assert.fail(`no sample: ${line}`);
      const endings = family.type === "histogram" ? ["_bucket", "_sum", "_count"] : [""];
      assert.ok(
        endings.some((ending) => name === family.name + ending),
        `${name} does not belong to ${family.name}`,
      );
      assert.ok(Number.isFinite(Number(value)), line);
      family.samples.push({
        name,
        labels: Object.fromEntries(
          [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, key, text]) => [key, text]),
        ),
        value: Number(value),
      });
    }
  }
  for (const each of Object.values(families)) {
    assert.ok(each.type && each.samples.length > 0, `${each.name} has a type and samples`);
    if (each.type === "counter") assert.match(each.name, /_total$/);
    const keys = each.samples.map(({ name, labels }) => name + JSON.stringify(Object.entries(labels).sort()));
    assert.equal(new Set(keys).size, keys.length, `${each.name} has no sample twice`);
    if (each.type === "histogram") checkHistogram(each);
  }
  return families;
}

function checkHistogram({ name, samples }) {
  const series = new Map();
  for (const sample of samples) {
    const { le, ...rest } = sample.labels;
    const key = JSON.stringify(rest);
    if (!series.has(key)) series.set(key, { buckets: [] });
    if (sample.name === `${name}_bucket`)
      series.get(key).buckets.push({ bound: le === "+Inf" ? Infinity : Number(le), value: sample.value });
    else series.get(key)[sample.name.slice(name.length + 1)] = sample.value;
  }
  for (const [key, { buckets, sum, count }] of series) {
    assert.ok(
      buckets.every(
        ({ bound, value }, at) => at === 0 || (bound > buckets[at - 1].bound && value >= buckets[at - 1].value),
      ),
      `buckets of ${key} rise`,
    );
    assert.equal(buckets.at(-1)?.bound, Infinity, key);
    assert.equal(buckets.at(-1).value, count, key);
    assert.ok(sum >= 0, key);
  }
}
