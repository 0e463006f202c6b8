// Where the server's options come from: the command line, the environment, a file.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { describe, test } from "node:test";
import { lockstep, makeToken, startServer, temporaryData } from "./server.mjs";

/** Runs a command with these environment variables and no other of Lockstep's. */
function run(args, variables = {}) {
  const others = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("LOCKSTEP_")));
  const { status, stdout, stderr } = spawnSync(lockstep, args, { encoding: "utf8", env: { ...others, ...variables } });
  return { code: status, stdout, stderr };
}

/** The value and the source of each option, as `--print-config` prints them. */
function inForce(args, variables) {
  const { code, stdout, stderr } = run(["serve", "--print-config", ...args], variables);
  assert.equal(code, 0, stderr);
  const options = [...stdout.matchAll(/^# (.+)\n(?:# (\S+) is not set|(\S+) = (.+))$/gm)].map(
    ([, source, unset, name, value]) => [unset ?? name, { value, source }],
  );
  return Object.fromEntries(options);
}

/** `[name, type]` of every option in the help of `serve`; a flag has no type. */
function optionsOfServe() {
  const help = run(["serve", "--help"]).stdout;
  return [...help.matchAll(/^ {2}(?:-\w,)?--([\w-]+)(?: ([A-Z]+))?/gm)]
    .map(([, name, type]) => [name, type])
    .filter(([name]) => !["help", "config", "print-config"].includes(name));
}

const variableOf = (name) => `LOCKSTEP_${name.toUpperCase().replaceAll("-", "_")}`;
const valueFor = (type) => (type === undefined ? "true" : /INT$/.test(type) ? "77" : "some-text");

describe("options of the server", () => {
  test("every one may be an environment variable, whose name follows from its own", () => {
    const options = optionsOfServe();
    assert.ok(options.length > 15);
    for (const [name, type] of options) {
      const value = valueFor(type);
      const { [name]: told } = inForce([], { [variableOf(name)]: value });
      assert.equal(told?.source, variableOf(name), name);
      assert.ok([value, `"${value}"`, `["${value}"]`].includes(told.value), `${name}: ${told.value}`);
    }
  });

  test("an empty variable counts as absent, and a list has commas", () => {
    const told = inForce([], {
      LOCKSTEP_PORT: "",
      LOCKSTEP_ALLOW_ORIGIN: "https://a.test,https://b.test",
      LOCKSTEP_LOG: "false",
    });
    assert.deepEqual(told.port, { value: "8080", source: "default" });
    assert.deepEqual(told["allow-origin"], {
      value: '["https://a.test", "https://b.test"]',
      source: "LOCKSTEP_ALLOW_ORIGIN",
    });
    assert.deepEqual(told.log, { value: "false", source: "LOCKSTEP_LOG" });
  });

  test("the command line comes before the environment, the environment before the file, the file before the default", () => {
    const file = `${temporaryData()}.toml`;
    writeFileSync(
      file,
      '# Ours.\nport = 1001\nidle-time = 11\nallow-origin = ["https://a.test", "https://b.test"]\ndata = "/var/lib/our data.db"\nlog = true\n',
    );
    const told = inForce(["--port", "1003", "--config", file], { LOCKSTEP_PORT: "1002", LOCKSTEP_IDLE_TIME: "12" });
    assert.deepEqual(told.port, { value: "1003", source: "command line" });
    assert.deepEqual(told["idle-time"], { value: "12", source: "LOCKSTEP_IDLE_TIME" });
    assert.deepEqual(told["allow-origin"], {
      value: '["https://a.test", "https://b.test"]',
      source: `${file}: allow-origin`,
    });
    assert.deepEqual(told.data, { value: '"/var/lib/our data.db"', source: `${file}: data` });
    assert.deepEqual(told.log, { value: "true", source: `${file}: log` });
    assert.deepEqual(told["request-time"], { value: "30", source: "default" });
    assert.equal(inForce([], { LOCKSTEP_CONFIG: file }).port.value, "1001");
  });

  test("what --print-config prints is a file that --config reads", () => {
    const file = `${temporaryData()}.toml`;
    const { stdout } = run(["serve", "--print-config", "--port", "1003", "--issuer", "https://issuer.test", "--log"]);
    writeFileSync(file, stdout);
    const told = inForce(["--config", file]);
    assert.deepEqual([told.port.value, told.issuer.value, told.log.value], ["1003", '"https://issuer.test"', "true"]);
  });

  test("--print-config shows no password of an address", () => {
    const secrets = [
      "postgresql://lockstep:s3cret@db/lockstep",
      "postgresql://lockstep:s3cr:e@t@db/lockstep",
      "postgresql://lockstep:s3cr/e?e@t@db/lockstep",
      "postgresql://db/lockstep?user=x&password=s3cret&sslpassword=s3cret",
      "postgres://lockstep:s3cret@db?password=s3cret",
    ];
    for (const data of secrets) {
      const { stdout } = run(["serve", "--print-config"], { LOCKSTEP_DATA: data });
      assert.doesNotMatch(stdout, /s3cr|e@t/, data);
      assert.match(stdout, /^data = ".*\*\*\*/m);
    }
    assert.equal(
      inForce(["--data", "postgresql://lockstep@db:5433/lockstep"]).data.value,
      '"postgresql://lockstep@db:5433/lockstep"',
    );
  });

  test("a value that cannot be is refused with the name of its variable, or with its file", () => {
    const refused = (variables, pattern, args = []) => {
      const { code, stderr } = run(["serve", ...args], variables);
      assert.equal(code, 2);
      assert.match(stderr, pattern);
    };
    refused({ LOCKSTEP_PORT: "http" }, /^LOCKSTEP_PORT: `http` must be a value of type UINT/);
    refused({ LOCKSTEP_PORT: "tcp://10.0.0.1:8080" }, /^LOCKSTEP_PORT: .*enableServiceLinks/);
    refused({ LOCKSTEP_IDLE_TIME: "0" }, /^LOCKSTEP_IDLE_TIME: Value 0 not in range/);
    refused({ LOCKSTEP_LOG: "maybe" }, /^LOCKSTEP_LOG: `maybe` must be true or false/);
    const file = `${temporaryData()}.toml`;
    const lines = {
      "prot = 1": /prot is no option of serve/,
      'port = "x"': /port: `x` must be/,
      "port = 1 # ours": /line 1: a comment must be a line of its own/,
      "port = 1\nport = 2": /port must have one value/,
      "print-config = true": /no option/,
      "[serve]\nport = 1": /no option/,
    };
    for (const [text, pattern] of Object.entries(lines)) {
      writeFileSync(file, text);
      refused({}, pattern, ["--config", file]);
    }
    refused({}, /cannot be read/, ["--config", "/nowhere.toml"]);
  });

  test("the address of the data may be in a file, for every command that has data", async () => {
    const data = temporaryData();
    const file = `${data}.address`;
    writeFileSync(file, `${data}\n`);
    assert.match(makeToken(data), /^lsk_/);
    assert.match(run(["key", "--data-file", file, "list"]).stdout, / tests$/m);
    for (const variables of [{ LOCKSTEP_DATA: data }, { LOCKSTEP_DATA_FILE: file }]) {
      assert.match(run(["key", "list"], variables).stdout, / tests$/m);
      assert.equal(run(["audit", "verify"], variables).code, 0);
    }
    assert.match(
      run(["key", "--data", data, "list"], { LOCKSTEP_DATA_FILE: file }).stderr,
      /--data \(command line\) excludes --data-file \(LOCKSTEP_DATA_FILE\)|--data-file \(LOCKSTEP_DATA_FILE\) excludes --data \(command line\)/,
    );
    const told = inForce([], { LOCKSTEP_DATA_FILE: file });
    assert.deepEqual([told.data.value, told["data-file"].value], [undefined, `"${file}"`]);
    writeFileSync(file, "a\nb\n");
    assert.match(run(["key", "--data-file", file, "list"]).stderr, /must contain one line/);
    writeFileSync(file, `${data}\n`);
    const server = await startServer({ data: null, args: ["--data-file", file] });
    assert.equal((await fetch(`${server.url}/readyz`)).status, 200);
    await server.stop();
  });
});
