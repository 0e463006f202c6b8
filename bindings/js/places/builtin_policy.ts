// The built-in policy where nothing is downloaded.

import { compiledPolicy } from "../shared/generated/compiled_policy.js";

export const builtinPolicy = () => compiledPolicy;
