import { later } from "./later";

export const OpenDialog = later(() => import("../dialogs/OpenDialog").then((part) => part.OpenDialog));
export const WhyPanel = later(() => import("../why/WhyPanel").then((part) => part.WhyPanel));
export const CollectionsPage = later(() =>
  import("../collections/CollectionsPage").then((part) => part.CollectionsPage),
);
export const LinksPage = later(() => import("../links/LinksPage").then((part) => part.LinksPage));
export const UsersPage = later(() => import("../people/UsersPage").then((part) => part.UsersPage));
export const AccountPage = later(() => import("../account/AccountPage").then((part) => part.AccountPage));
export const DetailsPanel = later(() => import("../library/DetailsPanel").then((part) => part.DetailsPanel));
export const DemoControls = later(() => import("./DemoControls").then((part) => part.DemoControls), "soon");
export const NarrowMenu = later(() => import("./NarrowMenu").then((part) => part.NarrowMenu));
