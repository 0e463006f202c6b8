// Pictures for actions. An action without one gets its section's dot: a new action of the policy still appears.
import type { Action } from "lockstep";
import {
  BadgeInfo, BarChart3, CircleDot, Code2, Copy, CreditCard, Crop, Download, Eye, FileArchive, FolderInput, FolderPen, FolderPlus, Globe, History,
  Images, KeyRound, Link2, MessageSquare, MessageSquarePlus, Pencil, ScanSearch, Settings2, ShieldCheck, SmilePlus, Tag, Tags, Trash2, Upload, UserCog, UserMinus, UserPlus,
  Users, Wand2, type LucideIcon,
} from "lucide-react";

const byAction: Partial<Record<Action, LucideIcon>> = {
  "asset.view": Eye,
  "asset.search": ScanSearch,
  "asset.copy": Copy,
  "asset.move": FolderInput,
  "asset.delete": Trash2,
  "asset.share": UserPlus,
  "asset.view_access": Users,
  "asset.history": History,
  "asset.download_zip": FileArchive,
  "asset.add_to_collection": Images,
  "file.download": Download,
  "file.upload": Upload,
  "file.upload_version": Upload,
  "file.rename": Pencil,
  "file.publish": Globe,
  "file.view_details": BadgeInfo,
  "file.view_versions": History,
  "folder.create": FolderPlus,
  "folder.rename": FolderPen,
  "image.edit": Crop,
  "metadata.update": BadgeInfo,
  "tags.edit": Tag,
  "tags.remove": Tags,
  "comment.add": MessageSquarePlus,
  "comment.react": SmilePlus,
  "collection.create": Images,
  "collection.share": UserPlus,
  "collection.delete": Trash2,
  "collection.rename": Pencil,
  "collection.download_zip": FileArchive,
  "user.add": UserPlus,
  "user.set_role": UserCog,
  "user.remove": UserMinus,
};

const byNoun: Record<string, LucideIcon> = {
  comment: MessageSquare,
  link: Link2,
  extension: Wand2,
  version: History,
  group: Users,
  user: Users,
  billing: CreditCard,
  subscription: CreditCard,
  analytics: BarChart3,
  api_key: KeyRound,
  webhook: Code2,
  settings: Settings2,
  sso: ShieldCheck,
  mfa: ShieldCheck,
};

export function ActionIcon({ action }: { action: Action }) {
  const Icon = byAction[action] ?? byNoun[action.split(".")[0] ?? ""] ?? CircleDot;
  return <Icon aria-hidden />;
}
