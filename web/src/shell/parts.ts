import { later } from "./later";

export const OpenDialog = later(() => import("../dialogs/OpenDialog").then((part) => part.OpenDialog));
export const WhyPanel = later(() => import("../why/WhyPanel").then((part) => part.WhyPanel));
export const CollectionsPage = later(() =>
  import("../collections/CollectionsPage").then((part) => part.CollectionsPage),
);
export const LinksPage = later(() => import("../links/LinksPage").then((part) => part.LinksPage));
export const UsersPage = later(() => import("../people/UsersPage").then((part) => part.UsersPage));
export const PersonPage = later(() => import("../people/PersonPage").then((part) => part.PersonPage));
export const GroupPage = later(() => import("../people/GroupPage").then((part) => part.GroupPage));
export const RolesPage = later(() => import("../people/RolesPage").then((part) => part.RolesPage));
export const ComparePage = later(() => import("../people/ComparePage").then((part) => part.ComparePage));
export const AccountPage = later(() => import("../account/AccountPage").then((part) => part.AccountPage));
export const AuditPage = later(() => import("../account/AuditPage").then((part) => part.AuditPage));
export const DetailsPanel = later(() => import("../library/DetailsPanel").then((part) => part.DetailsPanel));
export const DemoControls = later(() => import("./DemoControls").then((part) => part.DemoControls), "soon");
export const NarrowMenu = later(() => import("./NarrowMenu").then((part) => part.NarrowMenu));
export const Palette = later(() => import("./Palette").then((part) => part.Palette));
export const Shortcuts = later(() => import("./Shortcuts").then((part) => part.Shortcuts));
