import { KeyDialog } from "../account/KeyDialog";
import { KeysSheet } from "../account/KeysSheet";
import { MfaDialog } from "../account/MfaDialog";
import { RollDialog } from "../account/RollDialog";
import { ItemLinksDialog } from "../links/ItemLinksDialog";
import { LinkDialog } from "../links/LinkDialog";
import { AddUserDialog } from "../people/AddUserDialog";
import { PersonDialog } from "../people/PersonDialog";
import { RoleDialog } from "../people/RoleDialog";
import { useDashboard } from "../session/store";
import { CollectionDialog } from "./CollectionDialog";
import { CommentDialog } from "./CommentDialog";
import { ConfirmDialog } from "./ConfirmDialog";
import { DestinationDialog } from "./DestinationDialog";
import { MemberDialog } from "./MemberDialog";
import { NameDialog } from "./NameDialog";
import { SelectionReport } from "./SelectionReport";
import { ShareDialog } from "./ShareDialog";
import { UploadDialog } from "./UploadDialog";
import { VersionDialog } from "./VersionDialog";

export function OpenDialog() {
  const dialog = useDashboard((state) => state.dialog);
  switch (dialog?.kind) {
    case undefined:
      return null;
    case "name":
      return <NameDialog question={dialog.question} />;
    case "member":
      return <MemberDialog question={dialog.question} />;
    case "upload":
      return <UploadDialog question={dialog.question} />;
    case "share":
      return <ShareDialog questions={dialog.questions} />;
    case "link":
      return <LinkDialog question={dialog.question} />;
    case "links":
      return <ItemLinksDialog question={dialog.question} />;
    case "role":
      return <RoleDialog question={dialog.question} />;
    case "user":
      return <AddUserDialog question={dialog.question} />;
    case "person":
      return <PersonDialog question={dialog.question} />;
    case "comment":
      return <CommentDialog question={dialog.question} />;
    case "version":
      return <VersionDialog question={dialog.question} />;
    case "keys":
      return <KeysSheet />;
    case "key":
      return <KeyDialog question={dialog.question} />;
    case "roll":
      return <RollDialog question={dialog.question} />;
    case "mfa":
      return <MfaDialog question={dialog.question} />;
    case "destination":
      return <DestinationDialog questions={dialog.questions} />;
    case "collection":
      return <CollectionDialog questions={dialog.questions} />;
    case "confirm":
      return <ConfirmDialog questions={dialog.questions} />;
    case "report":
      return <SelectionReport action={dialog.action} denied={dialog.denied} total={dialog.total} />;
  }
}
