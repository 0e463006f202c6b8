import { serverAnswer } from "../../lib/server_answer.js";

export const runtime = "edge";
export const dynamic = "force-dynamic";

export async function GET() {
  return new Response(await serverAnswer());
}
