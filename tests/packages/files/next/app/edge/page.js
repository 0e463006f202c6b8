import { serverAnswer } from "../../lib/server_answer.js";

export const runtime = "edge";
export const dynamic = "force-dynamic";

export default async function Page() {
  return <p>{await serverAnswer()}</p>;
}
