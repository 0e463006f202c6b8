// Types of the platform, taken from the program that uses the package: DOM or WebWorker of `lib`, or @types/node.
// Without them, the parts that the package uses.

/** A URL object. */
export type Url = typeof globalThis extends {
  /** The platform's class. */
  readonly URL: {
    /** What its instances are. */
    readonly prototype: infer Type;
  };
}
  ? Type
  : {
      /** The whole address. */
      readonly href: string;
    };

/** The function `fetch`. */
export type Fetch = typeof globalThis extends {
  /** The platform's function. */
  readonly fetch: infer Type;
}
  ? Type
  : (address: string, options?: object) => Promise<object>;

/** A WebAssembly.Module. TypeScript's own type for it accepts any value. */
export type WasmModule = typeof globalThis extends {
  /** The platform's namespace. */
  readonly WebAssembly: {
    /** The class of modules. */
    readonly Module: {
      /** What its instances are. */
      readonly prototype: infer Type;
    };
  };
}
  ? Type & object
  : object;

/** A request of the Fetch API. */
export type FetchRequest = typeof globalThis extends {
  /** The platform's class. */
  readonly Request: {
    /** What its instances are. */
    readonly prototype: infer Type;
  };
}
  ? Type
  : {
      /** The headers of the request. */
      readonly headers: {
        /** Returns a header's value; `null` if the request lacks it. */
        get(name: string): string | null;
      };
    };

/** A response of the Fetch API. */
export type FetchResponse = typeof globalThis extends {
  /** The platform's class. */
  readonly Response: {
    /** What its instances are. */
    readonly prototype: infer Type;
  };
}
  ? Type
  : {
      /** The status code. */
      readonly status: number;
    };
