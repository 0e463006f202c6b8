// Makes the names of policy.json types: a misspelt action does not compile.

import type { VocabularyOf } from "lockstep";
import type policy from "../policy.json";

declare module "lockstep" {
  interface Register {
    vocabulary: VocabularyOf<typeof policy>;
  }
}
