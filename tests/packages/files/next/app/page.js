import { serverAnswer, serverSnapshot } from "../lib/server_answer.js";
import { Client } from "./client.js";

export const dynamic = "force-dynamic";

export default async function Page() {
  return (
    <main>
      <p>{await serverAnswer()}</p>
      <Client snapshot={await serverSnapshot()} />
    </main>
  );
}
