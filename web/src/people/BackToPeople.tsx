import { ArrowLeft } from "lucide-react";
import { PlaceLink } from "../shell/PlaceLink";
import styles from "./people.module.css";

export function BackToPeople() {
  return (
    <PlaceLink to={{ view: "users" }} className={styles.back}>
      <ArrowLeft aria-hidden />
      Users and groups
    </PlaceLink>
  );
}
