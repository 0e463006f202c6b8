// What operators copy: the image, the compose file, the alerts and the collector name only what there is.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { validate } from "dockerfile-utils";
import { parse } from "yaml";
import { root } from "../../tools/run.mjs";
import { debianPackages } from "../../tools/setup.mjs";
import { readExposition } from "../http/exposition.mjs";
import { acme, ask, makeToken, startServer, temporaryData } from "../http/server.mjs";

const text = (path) => readFileSync(join(root, path), "utf8");
const read = (path) => parse(text(path), { merge: true });
const containerfile = "cmake/packaging/Containerfile",
  compose = "cmake/packaging/compose.yaml";
const help = () => execFileSync(join(root, "build/native/lockstep"), ["serve", "--help"], { encoding: "utf8" });

function isOption(variable) {
  return help().includes(`--${variable.slice("LOCKSTEP_".length).toLowerCase().replaceAll("_", "-")} `);
}

describe("the image", () => {
  const [, build, final] = text(containerfile).split(/^FROM /m);

  test("has no fault that a linter finds", () => {
    assert.deepEqual(
      validate(text(containerfile), {
        deprecatedMaintainer: 2,
        emptyContinuationLine: 2,
        instructionCmdMultiple: 2,
        instructionEntrypointMultiple: 2,
        instructionHealthcheckMultiple: 2,
        instructionJSONInSingleQuotes: 2,
        instructionWorkdirRelative: 2,
      }).map(({ message }) => message),
      [],
    );
  });

  test("runs as a user without rights, says whether it is well, and is of a version of Debian", () => {
    assert.match(final, /^USER lockstep$/m);
    assert.match(final, /^HEALTHCHECK .*\/healthz/m);
    for (const stage of [build, final]) assert.match(stage, /^debian:12-slim\b/);
    const names = [...final.matchAll(/(LOCKSTEP_\w+)=/g)].map(([, name]) => name);
    assert.deepEqual(
      names.filter((name) => !isOption(name)),
      [],
    );
  });

  test("is built with the packages that a build needs, as the set-up names them", () => {
    const needed = debianPackages.filter((each) => each.for === "build").map(({ name }) => name);
    const notNeeded = ["emscripten", "node-acorn", "doctest-dev"];
    for (const name of needed.filter((each) => !notNeeded.includes(each)))
      assert.match(build, new RegExp(` ${name.replaceAll("+", "\\+")}(?=[ \\n])`), name);
    for (const path of text(`${containerfile}.dockerignore`)
      .split("\n")
      .filter((line) => line && !line.startsWith("#")))
      assert.ok(!/^(src|cmake|policies|schemas|examples|package\.json|docs)$/.test(path), path);
  });
});

describe("the compose file", () => {
  const { services, secrets, volumes } = read(compose);

  test("gives each service what it names, and the servers no option that there is not", () => {
    for (const [name, service] of Object.entries(services)) {
      for (const secret of service.secrets ?? []) assert.ok(secrets[secret], `${name}: ${secret}`);
      for (const volume of service.volumes ?? []) assert.ok(volume.split(":")[0] in volumes, `${name}: ${volume}`);
      for (const other of Object.keys(service.depends_on ?? {})) assert.ok(services[other], `${name}: ${other}`);
      if (service.build) assert.equal(service.build.dockerfile, containerfile);
      for (const variable of Object.keys(service.environment).filter((each) => each.startsWith("LOCKSTEP_")))
        assert.ok(isOption(variable), variable);
    }
    assert.equal(Object.values(services).filter(({ image }) => image === "lockstep").length, 2);
  });

  test("lets the servers end by themselves, and reach no password by a variable", () => {
    for (const { image, environment, stop_grace_period: grace } of Object.values(services)) {
      if (image === "lockstep")
        assert.ok(Number.parseInt(grace, 10) > Number(environment.LOCKSTEP_DRAIN_DELAY) + 10, grace);
      assert.ok(
        Object.keys(environment).every((name) => !/PASSWORD$/.test(name)),
        image,
      );
    }
  });
});

describe("the alerts and the collector", () => {
  let server, families;

  before(async () => {
    const data = temporaryData();
    const token = makeToken(data);
    server = await startServer({ data });
    await ask(server.url, "PUT", "/v1/accounts/acme", { token, body: acme });
    families = readExposition((await ask(server.url, "GET", "/metrics", { token })).body);
  });
  after(() => server.stop());

  test("ask for metrics, labels and routes that the server has", () => {
    const { paths } = JSON.parse(text("src/server/api/openapi.json"));
    const rules = read("examples/monitoring/alerts.yaml").groups.flatMap((group) => group.rules);
    assert.ok(rules.length >= 10);
    for (const { alert, expr, labels, annotations } of rules) {
      assert.match(labels.severity, /^(page|ticket)$/, alert);
      assert.ok(annotations.summary, alert);
      for (const [, name, selector = ""] of expr.matchAll(/\b((?:lockstep|process)_\w+)(?:\{(.*?)\}(?=[^"]))?/g)) {
        const family = families[name] ?? families[name.replace(/_(bucket|sum|count)$/, "")];
        assert.ok(family, `${alert}: ${name}`);
        const known = new Set([...family.samples.flatMap((sample) => Object.keys(sample.labels)), "job", "instance"]);
        for (const [, label, , value] of selector.matchAll(/(\w+)(=~?)"([^"]*)"/g)) {
          assert.ok(known.has(label), `${alert}: ${label}`);
          if (label === "route") assert.ok(value in paths, `${alert}: ${value}`);
          if (label === "reason" || label === "status" || label === "class")
            for (const each of value.split("|"))
              assert.ok(
                family.samples.some(({ labels }) => labels[label] === each),
                `${alert}: ${each}`,
              );
        }
      }
    }
  });

  test("are described, each alert by its name", () => {
    const described = text("docs/operations.md");
    for (const { alert } of read("examples/monitoring/alerts.yaml").groups.flatMap((group) => group.rules))
      assert.ok(described.includes(`\`${alert}\``), alert);
    assert.ok(existsSync(join(root, "examples/monitoring/opentelemetry-collector.yaml")));
  });

  test("read fields that the log has", () => {
    const { receivers, service, exporters, processors } = read("examples/monitoring/opentelemetry-collector.yaml");
    const [{ timestamp, trace }] = receivers.journald.operators;
    const log = text("src/server/wire/access_log.cpp");
    for (const { parse_from: from } of [timestamp, trace.trace_id, trace.span_id])
      assert.ok(log.includes(`"${from.replace("attributes.", "")}"`), from);
    for (const pipeline of Object.values(service.pipelines)) {
      for (const [kind, there] of Object.entries({ receivers, processors, exporters }))
        assert.ok(
          pipeline[kind].every((name) => name in there),
          kind,
        );
    }
  });
});
