import { Menu } from "@base-ui/react/menu";
import { levels } from "lockstep";
import { ArrowDownWideNarrow, Check, ListFilter, X } from "lucide-react";
import type { ReactElement, ReactNode } from "react";
import { noFilter, type Filter, type Sort } from "../session/address";
import type { Entry } from "../session/listing";
import { useDashboard, useSession } from "../session/store";
import { Button } from "../ui/Button";
import popup from "../ui/Popup.module.css";
import { isFiltered, kindOf, levelOf, sortTitles } from "./arrangement";
import styles from "./ArrangeBar.module.css";

/** How a list is sorted, and what of it is shown. */
export function ArrangeBar({ entries, count }: { entries: Entry[]; count: number }) {
  const filter = useDashboard((state) => state.filter);
  const setFilter = (to: Partial<Filter>) => useDashboard.setState({ filter: { ...filter, ...to } });
  return (
    <div className={styles.bar}>
      <SortMenu />
      <FilterMenu entries={entries} filter={filter} onChange={setFilter} />
      {isFiltered(filter) && (
        <>
          <p role="status" className={styles.count}>
            {count} of {entries.length} shown
          </p>
          <Button look="quiet" icon={<X />} onClick={() => setFilter(noFilter)}>
            Clear filters
          </Button>
        </>
      )}
    </div>
  );
}

function Popup({ trigger, children }: { trigger: ReactElement; children: ReactNode }) {
  return (
    <Menu.Root>
      <Menu.Trigger render={trigger} />
      <Menu.Portal>
        <Menu.Positioner className={popup.positioner} sideOffset={6} align="start" collisionPadding={12}>
          <Menu.Popup className={popup.popup}>{children}</Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

interface ChoicesProps {
  title: string;
  value: string;
  choices: readonly (readonly [value: string, title: string])[];
  onChange: (value: string) => void;
}

function Choices({ title, value, choices, onChange }: ChoicesProps) {
  return (
    <Menu.RadioGroup value={value} onValueChange={(to) => onChange(String(to))}>
      <Menu.GroupLabel className={popup.label}>{title}</Menu.GroupLabel>
      {choices.map(([key, words]) => (
        <Menu.RadioItem key={key} value={key} className={popup.item} closeOnClick>
          <span className={popup.grow}>{words}</span>
          <Menu.RadioItemIndicator>
            <Check size={16} aria-hidden />
          </Menu.RadioItemIndicator>
        </Menu.RadioItem>
      ))}
    </Menu.RadioGroup>
  );
}

function SortMenu() {
  const sort = useDashboard((state) => state.sort);
  const descending = useDashboard((state) => state.descending);
  const button = (
    <Button look="quiet" icon={<ArrowDownWideNarrow />}>
      Sort: {sortTitles[sort]}
    </Button>
  );
  return (
    <Popup trigger={button}>
      <Choices
        title="Sort by"
        value={sort}
        choices={Object.entries(sortTitles)}
        onChange={(to) => useDashboard.setState({ sort: to as Sort })}
      />
      <Menu.Separator className={popup.rule} />
      <Choices
        title="Order"
        value={descending ? "down" : "up"}
        choices={[
          ["up", "Ascending"],
          ["down", "Descending"],
        ]}
        onChange={(to) => useDashboard.setState({ descending: to === "down" })}
      />
    </Popup>
  );
}

interface FilterMenuProps {
  entries: Entry[];
  filter: Filter;
  onChange: (to: Partial<Filter>) => void;
}

function FilterMenu({ entries, filter, onChange }: FilterMenuProps) {
  const { access, facts } = useSession();
  const kinds = [...new Set(entries.map(kindOf))].sort();
  const owners = facts.users.filter(({ id }) => entries.some(({ owner }) => owner === id));
  const held = new Set(entries.map((entry) => levelOf(access, entry)));
  const known = Object.entries(levels).filter(([id]) => held.has(id as keyof typeof levels));
  const orNull = (value: string) => (value === "" ? null : value);
  return (
    <Popup
      trigger={
        <Button look="quiet" icon={<ListFilter />}>
          Filter
        </Button>
      }>
      <Choices
        title="Kind"
        value={filter.kind ?? ""}
        choices={[["", "All kinds"], ...kinds.map((kind) => [kind, kind] as const)]}
        onChange={(kind) => onChange({ kind: orNull(kind) })}
      />
      {owners.length > 0 && (
        <Choices
          title="Owner"
          value={filter.owner ?? ""}
          choices={[["", "All owners"], ...owners.map(({ id, name }) => [id, name] as const)]}
          onChange={(owner) => onChange({ owner: orNull(owner) })}
        />
      )}
      {known.length > 1 && (
        <Choices
          title="Your access"
          value={filter.level ?? ""}
          choices={[["", "All levels"], ...known.map(([id, { title }]) => [id, title] as const)]}
          onChange={(level) => onChange({ level: orNull(level) })}
        />
      )}
      {entries.some(({ published }) => published === false) && (
        <Menu.CheckboxItem
          className={popup.item}
          checked={filter.drafts}
          onCheckedChange={(drafts) => onChange({ drafts })}>
          <span className={popup.grow}>Drafts only</span>
          <Menu.CheckboxItemIndicator>
            <Check size={16} aria-hidden />
          </Menu.CheckboxItemIndicator>
        </Menu.CheckboxItem>
      )}
    </Popup>
  );
}
