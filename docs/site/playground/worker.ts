// The worker: answers each message by the engine. Typing in the page never waits for it.

import { LockstepError } from "../../../bindings/js/shared/problem.js";
import type { Problem } from "../../../bindings/js/shared/decision.js";
import { accountOf, policyOf, questionProblems, remarksOn, reportOf } from "./engine.js";
import type { Answered, Asked, Question, Reading, Size, Task, Tasks } from "./messages.js";

const tasks: { readonly [T in Task]: (given: Tasks[T][0]) => Promise<Tasks[T][1]> } = {
  async reading({ questions, ...basis }): Promise<Reading> {
    const policy = await problemsOf(policyOf(basis.policy));
    const account = policy.length > 0 ? [] : await problemsOf(accountOf(basis));
    const asked = await questionProblems(questions);
    const canDecide = [policy, account, asked].every(({ length }) => length === 0);
    return {
      policy,
      remarks: policy.length > 0 ? [] : await remarksOn(basis.policy),
      account,
      questions: asked,
      decisions: canDecide ? await decisionsOf(basis, JSON.parse(questions)) : [],
    };
  },

  async table({ users, actions, resource, ...basis }) {
    const account = await accountOf(basis);
    const place = resource === undefined ? {} : { resource };
    const decide = (user: string, action: string) =>
      account.decide({ principal: { user }, action, ...place } as Parameters<typeof account.decide>[0]);
    return { rows: actions.map((action) => ({ action, decisions: users.map((user) => decide(user, action)) })) };
  },

  async access({ user, ...basis }) {
    return (await accountOf(basis)).matrix({ user });
  },

  async whoCan({ action, resource, ...basis }) {
    const account = await accountOf(basis);
    const request = resource === undefined ? { action } : { action, resource };
    return account.whoCan(request as Parameters<typeof account.whoCan>[0]);
  },

  async snapshot({ principal, ...basis }) {
    const account = await accountOf(basis);
    const snapshot = account.snapshot(principal);
    const bytes = JSON.stringify(snapshot);
    return {
      snapshot: JSON.stringify(snapshot, null, 2),
      size: await sizeOf(bytes),
      accountSize: await sizeOf(JSON.stringify(account.toJSON())),
    };
  },

  async preview({ question, ...basis }) {
    const account = await accountOf(basis);
    return account.preview(question as Parameters<typeof account.preview>[0]);
  },

  scenarios: ({ policy, scenarios, overSnapshots }) => reportOf(policy, scenarios, overSnapshots),
};

async function decisionsOf(basis: { policy: string; account: string }, questions: readonly Question[]) {
  const account = await accountOf(basis);
  return questions.map((question) => account.decide(question as Parameters<typeof account.decide>[0]));
}

async function problemsOf(work: Promise<unknown>): Promise<readonly Problem[]> {
  try {
    await work;
    return [];
  } catch (error) {
    if (error instanceof LockstepError && !isLost(error)) return error.problems;
    throw error;
  }
}

const isLost = ({ problems }: LockstepError) => problems.some(({ code }) => code === "engine_lost");

async function sizeOf(json: string): Promise<Size> {
  const bytes = new Blob([json]);
  const deflated = await new Response(bytes.stream().pipeThrough(new CompressionStream("deflate"))).arrayBuffer();
  return { plain: bytes.size, deflated: deflated.byteLength };
}

async function answer({ id, task, given }: Asked): Promise<Answered> {
  try {
    return { id, answer: await (tasks[task] as (given: unknown) => Promise<unknown>)(given) };
  } catch (error) {
    const fault = error instanceof Error ? error.message : String(error);
    return error instanceof LockstepError ? { id, fault, problems: error.problems } : { id, fault };
  }
}

// One after the other: the engine answers in the order of the questions.
let last: Promise<unknown> = Promise.resolve();
addEventListener("message", ({ data }: MessageEvent<Asked>) => {
  last = last.then(async () => postMessage(await answer(data)));
});
