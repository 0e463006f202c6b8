// The pages, each with the question whether there is anything on it for this user.
import { CreditCard, Images, LibraryBig, Link2, Users, type LucideIcon } from "lucide-react";
import { questionOfLinks } from "../links/questionOfLinks";
import type { Page } from "../session/address";
import type { Question } from "../session/question";
import type { Session } from "../session/store";

export const pages: { page: Page; name: string; icon: LucideIcon; question: (session: Session) => Question }[] = [
  { page: "library", name: "Library", icon: LibraryBig, question: () => ({ action: "asset.view", resource: "/" }) },
  { page: "collections", name: "Collections", icon: Images, question: () => ({ action: "collection.view" }) },
  { page: "links", name: "Public links", icon: Link2, question: questionOfLinks },
  { page: "users", name: "Users and groups", icon: Users, question: () => ({ action: "user.view" }) },
  { page: "account", name: "Account", icon: CreditCard, question: () => ({ action: "profile.edit" }) },
];
