import { ChevronRight } from "lucide-react";
import { Fragment } from "react";
import { visibleTrail } from "../session/listing";
import { useSession } from "../session/store";
import { PlaceLink } from "../shell/PlaceLink";
import { Name } from "../ui/Name";
import { dropInto } from "./drag";
import { useTopTitle } from "./useTopTitle";
import styles from "./Breadcrumbs.module.css";

/** The way down from the outermost folder this person may see; what lies above it is not named. */
export function Breadcrumbs({ path }: { path: string }) {
  const { listing } = useSession();
  const top = useTopTitle();
  const above = visibleTrail(listing, path).slice(0, -1);
  if (path === "/") return null;
  const steps = [{ path: "/", name: top }, ...above];
  return (
    <nav aria-label="Breadcrumb" className={styles.crumbs}>
      <ol>
        {steps.map((step, i) => (
          <Fragment key={step.path}>
            {i > 0 && <ChevronRight aria-hidden />}
            <li>
              <PlaceLink to={{ view: "library", path: step.path, collection: null }} {...dropInto(step.path)}>
                <Name>{step.name}</Name>
              </PlaceLink>
            </li>
          </Fragment>
        ))}
      </ol>
    </nav>
  );
}
