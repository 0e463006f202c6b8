// The schemas of the documents, which the completions come from.

import account1 from "../../../schemas/account.schema.json";
import account2 from "../../../schemas/account2.schema.json";
import policy1 from "../../../schemas/policy.schema.json";
import policy2 from "../../../schemas/policy2.schema.json";
import request1 from "../../../schemas/request.schema.json";
import request2 from "../../../schemas/request2.schema.json";
import scenarios from "../../../schemas/scenarios.schema.json";
import type { Schema } from "./schema.js";

export const schemas = [
  policy1,
  policy2,
  account1,
  account2,
  request1,
  request2,
  scenarios,
] as readonly object[] as readonly Schema[];
