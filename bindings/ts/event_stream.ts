// Reads text/event-stream as the HTML standard says, from bytes. (EventSource would, but can send no Authorization.)

export interface ServerEvent {
  readonly type: string;
  readonly data: string;
  /** The last id that the stream has told. */
  readonly id: string;
}

const lineEnd = /\r\n?|\n/g;

/** Takes the bytes as they come, cut anywhere. What it gets may be hostile: what is no field is passed over. */
export class EventStream {
  /** Milliseconds that the server wants between two connections. */
  retry: number | undefined;
  readonly #decoder = new TextDecoder();  // drops a byte order mark at the beginning
  #line = "";
  #endedInReturn = false;
  #data: string[] = [];
  #type = "";
  #id = "";

  /** The events that these bytes complete. What the stream's end leaves incomplete is none. */
  push(bytes: Uint8Array): ServerEvent[] {
    const text = this.#decoder.decode(bytes, { stream: true });
    const events: ServerEvent[] = [];
    // A line feed that belongs to the return before it.
    let start = this.#endedInReturn && text.startsWith("\n") ? 1 : 0;
    if (text !== "") this.#endedInReturn = text.endsWith("\r");
    lineEnd.lastIndex = start;
    for (let end = lineEnd.exec(text); end !== null; end = lineEnd.exec(text)) {
      const event = this.#takeLine(this.#line + text.slice(start, end.index));
      if (event) events.push(event);
      this.#line = "";
      start = lineEnd.lastIndex;
    }
    this.#line += text.slice(start);
    return events;
  }

  #takeLine(line: string): ServerEvent | undefined {
    if (line === "") return this.#dispatch();
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(line[colon + 1] === " " ? colon + 2 : colon + 1);
    if (field === "data") this.#data.push(value);
    else if (field === "event") this.#type = value;
    else if (field === "id" && !value.includes("\0")) this.#id = value;
    else if (field === "retry" && /^[0-9]+$/.test(value)) this.retry = Number(value);
    return undefined;
  }

  #dispatch(): ServerEvent | undefined {
    const event = this.#data.length > 0 ? { type: this.#type || "message", data: this.#data.join("\n"), id: this.#id } : undefined;
    this.#data = [];
    this.#type = "";
    return event;
  }
}
