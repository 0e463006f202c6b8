import { AuditDialog } from "../account/AuditDialog";
import { ItemLinksDialog } from "../links/ItemLinksDialog";
import { LinkDialog } from "../links/LinkDialog";
import { AddUserDialog } from "../people/AddUserDialog";
import { RoleDialog } from "../people/RoleDialog";
import { useDashboard } from "../session/store";
import { CollectionDialog } from "./CollectionDialog";
import { ConfirmDialog } from "./ConfirmDialog";
import { DestinationDialog } from "./DestinationDialog";
import { MemberDialog } from "./MemberDialog";
import { NameDialog } from "./NameDialog";
import { SelectionReport } from "./SelectionReport";
import { ShareDialog } from "./ShareDialog";
import { UploadDialog } from "./UploadDialog";

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
      return <ShareDialog question={dialog.question} />;
    case "link":
      return <LinkDialog question={dialog.question} />;
    case "links":
      return <ItemLinksDialog question={dialog.question} />;
    case "role":
      return <RoleDialog question={dialog.question} />;
    case "audit":
      return <AuditDialog />;
    case "user":
      return <AddUserDialog question={dialog.question} />;
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
