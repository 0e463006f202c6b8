// What a page gives to the inspector, and what it gets.

import type { Access } from "../page/access.js";
import type { Decision } from "../shared/decision.js";
import type { AccessRequest } from "../shared/request.js";
import type { Vocabulary } from "../shared/vocabulary.js";

/** A person whose answers the inspector can show on the same page. */
export interface Person<V extends Vocabulary = Vocabulary> {
  /** The name in the list. */
  readonly name: string;
  /** Returns an access object of this person. Called when they are chosen. */
  readonly access: () => Access<V> | Promise<Access<V>>;
}

/** What the inspector shows beside the answers. Each may be absent. */
export interface InspectOptions<V extends Vocabulary = Vocabulary> {
  /** The snapshot that the page was opened over, or a function that loads it. Its size is shown; scenarios need it. */
  readonly snapshot?: string | object | (() => Promise<string | object>) | undefined;
  /** Loads the whole account, where a host may show it. Scenarios then contain it instead of the snapshot. */
  readonly account?: (() => Promise<string | object>) | undefined;
  /** Asks the server for the decisions about requests, in their order. A connection asks by itself. */
  readonly verify?: ((requests: readonly AccessRequest<V>[]) => Promise<readonly Decision<V>[]>) | undefined;
  /** Returns the people whose answers can be shown on this page. */
  readonly people?: (() => Promise<readonly Person<V>[]>) | undefined;
  /** The key that opens the inspector: `Alt+X` by default, an empty string for none. */
  readonly key?: string | undefined;
  /** Whether it is open at first. Defaults to false: only its button is there. */
  readonly open?: boolean | undefined;
  /** Whether its panel shows only its heading at first. Defaults to false. */
  readonly folded?: boolean | undefined;
  /** Called with the figures of the page while it is open, whenever they have changed; with none when it is hidden. */
  readonly onFigures?: ((figures: Figures | undefined) => void) | undefined;
}

/** What the decisions of a page cost, measured on it. */
export interface Figures {
  /** How many of the marked controls are allowed. */
  readonly enabled: number;
  /** How many are denied and greyed. */
  readonly disabled: number;
  /** How many are denied and hidden. */
  readonly hidden: number;
  /** The decisions of all marked controls. */
  readonly decisions: number;
  /** The time of all these decisions, by asking for them again. */
  readonly nanoseconds: number;
  /** The requests to any server that began while they were made. */
  readonly requests: number;
  /** The revision of the account. */
  readonly revision: number;
  /** The size of the snapshot; `undefined` if unknown. */
  readonly snapshotBytes: number | undefined;
  /** The last delta since the inspector was started. */
  readonly lastDelta:
    | {
        /** Its size as JSON. */
        readonly bytes: number;
        /** When it came, by the device's clock. */
        readonly at: Date;
      }
    | undefined;
  /** How many decisions the server has confirmed. */
  readonly agreed: number;
  /** How many the server was asked about. */
  readonly compared: number;
}

/** The inspector of a page. */
export interface Inspector {
  /** Opens the panel and outlines the controls. */
  show(): void;
  /** Leaves only the button. */
  hide(): void;
  /** Removes the inspector from the page. */
  close(): void;
}
